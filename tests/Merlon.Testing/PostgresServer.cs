using System.Globalization;
using Xunit;

namespace Merlon.Testing;

/// <summary>
/// PostgreSQL from the system's packages: a cluster of the tests' own in a temporary folder, on a socket there, ended with the tests. It refuses to run as root and then runs as the user
/// that its package makes. Where it is not installed the test is skipped, saying so.
/// </summary>
public sealed class PostgresServer : IDisposable
{
    static readonly Lazy<PostgresServer> One = new(static () =>
    {
        PostgresServer shared = new();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => shared.Dispose(); // of a program that is told to end before its tests are over
        return shared;
    });

    readonly ServerProcess server;
    readonly string pid;
    int databases;

    /// <summary>
    /// One server for all tests of a program: each takes a database of its own. Skips the test where there is none. The program's assembly has <see cref="Ending"/> as its fixture.
    /// </summary>
    public static PostgresServer Shared => One.Value;

    /// <summary>Starts a cluster, or skips the test.</summary>
    public PostgresServer()
    {
        var folders = Directory.Exists("/usr/lib/postgresql") ? Directory.EnumerateDirectories("/usr/lib/postgresql").OrderDescending(StringComparer.Ordinal).Select(static f => Path.Combine(f, "bin")) : [];
        var postgres = ServerProcess.Find("postgres", folders);
        if (postgres is null)
        {
            Assert.Skip("PostgreSQL is not installed; .ci/run installs it");
        }

        var programs = Path.GetDirectoryName(postgres) ?? "";
        var folder = ServerProcess.NewFolder("postgres");
        string[] user = [];
        if (string.Equals(Environment.UserName, "root", StringComparison.Ordinal))
        {
            ServerProcess.Run("chown", "postgres", folder);
            user = ["setpriv", "--reuid", "postgres", "--regid", "postgres", "--clear-groups", "--"];
        }

        pid = Path.Combine(folder, "data", "postmaster.pid");
        ServerProcess.Run([.. user, Path.Combine(programs, "initdb"), "-D", Path.Combine(folder, "data"), "-U", "merlon", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]);
        server = ServerProcess.Start(
            folder, [.. user, postgres, "-D", Path.Combine(folder, "data"), "-k", folder, "-c", "listen_addresses=", "-c", "fsync=off", "-c", "max_connections=600"],
            () => File.Exists(pid) && File.ReadAllText(pid).Contains("ready", StringComparison.Ordinal));
    }

    /// <summary>Folder of the server's socket: the host by which it is reached.</summary>
    public string Host => server.Folder;

    /// <summary>An address with nothing behind it yet, as <c>--database</c> takes it: schemas of its own in the one database, which costs nothing to make.</summary>
    public string NewDatabase() => string.Create(CultureInfo.InvariantCulture, $"{AddressOf("postgres")}&merlon_schema=test{Interlocked.Increment(ref databases)}");

    /// <summary>The address of a database of this server.</summary>
    public string AddressOf(string name) => $"postgres://merlon@/{name}?host={Uri.EscapeDataString(Host)}";

    /// <summary>Stops it as a power cut would; its files stay.</summary>
    public void Stop() => server.Stop();

    /// <summary>Starts it again, and waits until it answers.</summary>
    public void Start()
    {
        File.Delete(pid); // of the one that was stopped
        server.StartAgain();
    }

    /// <summary>Ends the server.</summary>
    public void Dispose() => server.Dispose();

    /// <summary>
    /// Ends the server that all tests of a program share when they are over. The end of the process would be too late: removing the server's many files takes its time, and a program
    /// that takes more than some seconds to end after its last test counts as failed.
    /// </summary>
    public sealed class Ending : IDisposable
    {
        /// <summary>Ends it, where a test began it.</summary>
        public void Dispose()
        {
            if (One.IsValueCreated)
            {
                One.Value.Dispose();
            }
        }
    }
}
