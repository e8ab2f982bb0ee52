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
  /** Nothing of it runs, and nothing of it is lost. */
  stop(): void
  /**
   * Runs again after the others have given it up, and catches up with them. As a rule it goes back to them by itself; now
   * and then it closes its connections for good, and is restarted, as whoever runs it would.
   */
  goOn(): Promise<void>
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
