using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Xunit;

namespace Merlon.Testing;

/// <summary>A database server of the tests' own: in a temporary folder, on loopback, ended with the test.</summary>
public sealed class ServerProcess : IDisposable
{
    readonly IReadOnlyList<string> command;
    readonly Func<bool> answers;
    Process process;

    ServerProcess(string folder, IReadOnlyList<string> command, Func<bool> answers, Process process)
    {
        Folder = folder;
        this.command = command;
        this.answers = answers;
        this.process = process;
    }

    /// <summary>The folder that it keeps its files in.</summary>
    public string Folder { get; }

    /// <summary>A program from the usual places, or null where it is not installed.</summary>
    public static string? Find(string program, params IEnumerable<string> folders)
        => folders.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)).Append("/usr/sbin")
            .Where(Directory.Exists)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);

    /// <summary>An empty folder for a server.</summary>
    public static string NewFolder(string name) => Directory.CreateTempSubdirectory($"merlon-{name}-").FullName;

    /// <summary>A port that nobody listens on.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Starts a server and waits until it answers; skips the test, saying why, where it ends or stays silent.</summary>
    public static ServerProcess Start(string folder, IReadOnlyList<string> command, Func<bool> answers)
    {
        ServerProcess server = new(folder, command, answers, Begin(folder, command, out var error));
        server.said = error;
        server.Await(error);
        return server;
    }

    /// <summary>Kills it; its folder stays. When this returns none of its processes is left: one that is would keep the next from starting.</summary>
    public void Stop()
    {
        process.Kill(entireProcessTree: true);
        process.WaitForExit();
        said.Wait(TimeSpan.FromMinutes(3));
    }

    // What it says on its error stream: ends with the last of its processes.
    Task<string> said = Task.FromResult("");

    /// <summary>Starts it again over its folder.</summary>
    public void StartAgain()
    {
        process.Dispose();
        process = Begin(Folder, command, out var error);
        said = error;
        Await(error);
    }

    static Process Begin(string folder, IReadOnlyList<string> command, out Task<string> error)
    {
        var start = new ProcessStartInfo(command[0]) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false, WorkingDirectory = folder };
        foreach (var argument in command.Skip(1))
        {
            start.ArgumentList.Add(argument);
        }

        var started = Process.Start(start) ?? throw new InvalidOperationException(command[0]);
        error = started.StandardError.ReadToEndAsync();
        _ = started.StandardOutput.ReadToEndAsync();
        return started;
    }

    void Await(Task<string> error)
    {
        var waited = Stopwatch.StartNew();
        while (!answers())
        {
            if (process.HasExited || waited.Elapsed > TimeSpan.FromSeconds(30))
            {
                Dispose();
                Assert.Skip($"{Path.GetFileName(command[0])} does not start here: {(error.Wait(1_000) ? error.Result.Trim() : "no answer in 30 seconds")}");
            }

            process.WaitForExit(50);
        }
    }

    /// <summary>Runs a program to its end; skips the test, saying why, where it fails.</summary>
    public static void Run(params string[] command)
    {
        var start = new ProcessStartInfo(command[0]) { RedirectStandardError = true, RedirectStandardOutput = true, UseShellExecute = false, WorkingDirectory = Path.GetTempPath() };
        foreach (var argument in command.Skip(1))
        {
            start.ArgumentList.Add(argument);
        }

        using var run = Process.Start(start) ?? throw new InvalidOperationException(command[0]);
        var output = run.StandardOutput.ReadToEndAsync();
        var error = run.StandardError.ReadToEnd();
        run.WaitForExit();
        _ = output.Result;
        if (run.ExitCode != 0)
        {
            Assert.Skip($"{command[0]} failed here: {error.Trim()}");
        }
    }

    /// <summary>Ends the server and removes its folder.</summary>
    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }

        process.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
