using Merlon.Workspaces;

namespace Merlon.Web.Tests;

/// <summary>Where a test's server keeps what it keeps.</summary>
enum TestDatabase
{
    /// <summary>As the variable MERLON_TEST_DATABASE says: <c>postgresql</c> or, unless it does, SQLite.</summary>
    AsAsked,

    /// <summary>Files in the workspace.</summary>
    Sqlite,

    /// <summary>PostgreSQL from the system's packages; the test is skipped where it is not installed.</summary>
    PostgreSql,
}

/// <summary>Databases for tests.</summary>
static class TestDatabases
{
    /// <summary>An empty database of a test's own; null for SQLite.</summary>
    public static DatabaseAddress? New(TestDatabase on)
        => on == TestDatabase.PostgreSql || on == TestDatabase.AsAsked && string.Equals(Environment.GetEnvironmentVariable("MERLON_TEST_DATABASE"), "postgresql", StringComparison.OrdinalIgnoreCase)
            ? DatabaseAddress.Parse(PostgresServer.Shared.NewDatabase())
            : null;
}
