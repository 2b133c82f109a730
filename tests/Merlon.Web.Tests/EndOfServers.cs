[assembly: AssemblyFixture(typeof(PostgresServer.Ending))]
