// The command as it stands: of the packages as they are built, hundreds of files would be read for each of dozens of runs.
// By its own name it is run in test/packages.
import '../../../packages/fastify/src/commands/main.ts'
