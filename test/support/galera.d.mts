/** One node of a cluster. */
export interface ClusterNode {
  url: string
  pid(): number
  /** A figure of the node's own, by its name without `wsrep_`. */
  status(name: string): Promise<string | undefined>
  /** Until it has caught up with the others. */
  synced(milliseconds?: number): Promise<void>
  /** By default as in a power cut: no goodbye. */
  kill(signal?: NodeJS.Signals): Promise<void>
  /** Comes up again at the place where it was killed, and catches up with the others. */
  restart(): Promise<void>
  /** Out of reach of the other nodes, while clients still reach it. */
  cutOff(): Promise<unknown>
  rejoin(): Promise<void>
}
export interface Cluster {
  nodes: ClusterNode[]
  stop(): Promise<void>
}
export function findGalera(): { program: string; library: string } | undefined
export function startCluster(size?: number): Promise<Cluster>
