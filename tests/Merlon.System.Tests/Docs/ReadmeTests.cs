using System.Diagnostics;
using System.Text;
using Merlon.System.Tests.Tidy;

namespace Merlon.System.Tests.Docs;

/// <summary>The README's tour, run as a newcomer runs it: the launcher, the examples, nothing else.</summary>
public sealed class ReadmeTests
{
    /// <summary>For a command that hangs; the first one publishes the product.</summary>
    const int LauncherMinutesMax = 40;

    [Fact]
    public void Every_command_of_the_tour_does_what_the_readme_says()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("the tour is written for a shell");
        }

        using var home = new TourFolder();
        var commands = CommandsOf(SourceTree.Read("README.md")).ToList();
        commands.Count.ShouldBeGreaterThanOrEqualTo(6);
        foreach (var command in commands)
        {
            var (exitCode, output, errors) = home.Run(command);
            exitCode.ShouldBe(0, $"{command}\n{output}\n{errors}");
            output.ShouldNotBeEmpty(command);
        }

        File.Exists(home.PathOf("merlon-out/report.html")).ShouldBeTrue("the first command writes the report");
        // The launcher publishes what a release ships: one file, and SQLite beside it.
        Directory.EnumerateFiles(Repository.PathOf("artifacts/merlon")).Select(static file => Path.GetFileNameWithoutExtension(file))
            .Order(StringComparer.Ordinal).ShouldBe(["libe_sqlite3", "merlon"]);
    }

    [Fact]
    public void The_readme_starts_with_the_two_commands()
    {
        var commands = CommandsOf(SourceTree.Read("README.md"), shellFence: "```sh first").ToList();
        commands.ShouldBe(["./merlon assess examples/harbor-bank", "./test.sh"]);
    }

    /// <summary>Commands in fences that open with the given line; comments cut off.</summary>
    static IEnumerable<string> CommandsOf(string page, string shellFence = "```sh")
    {
        var inside = false;
        foreach (var line in page.Split('\n'))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                inside = !inside && line.TrimEnd() == shellFence;
            }
            else if (inside && line.StartsWith("./", StringComparison.Ordinal))
            {
                yield return line.Split("  #")[0].TrimEnd();
            }
        }
    }

    /// <summary>A folder with the examples, the rules and a link to the launcher, so that nothing is written into the checkout.</summary>
    sealed class TourFolder : IDisposable
    {
        readonly string folder = Directory.CreateTempSubdirectory("merlon-tour-").FullName;

        public TourFolder()
        {
            Copy(Repository.PathOf("examples"), PathOf("examples"));
            Copy(Repository.PathOf("rules"), PathOf("rules"));
            File.CreateSymbolicLink(PathOf("merlon"), Repository.PathOf("merlon"));
        }

        public string PathOf(string relative) => Path.Combine(folder, relative);

        public (int ExitCode, string Output, string Errors) Run(string command)
        {
            var start = new ProcessStartInfo("bash", ["-c", command])
            {
                WorkingDirectory = folder,
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                StandardOutputEncoding = Encoding.UTF8,
                StandardErrorEncoding = Encoding.UTF8,
            };
            using var process = Process.Start(start) ?? throw new InvalidOperationException("bash did not start");
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEndAsync();
            if (!process.WaitForExit(TimeSpan.FromMinutes(LauncherMinutesMax)))
            {
                process.Kill(entireProcessTree: true);
                throw new TimeoutException($"{command} did not end in {LauncherMinutesMax} minutes");
            }

            return (process.ExitCode, output.GetAwaiter().GetResult(), errors.GetAwaiter().GetResult());
        }

        public void Dispose() => Directory.Delete(folder, recursive: true);

        static void Copy(string from, string to)
        {
            Directory.CreateDirectory(to);
            foreach (var file in Directory.EnumerateFiles(from))
            {
                File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
            }

            foreach (var inner in Directory.EnumerateDirectories(from).Where(static path => Path.GetFileName(path) is not (".merlon" or "merlon-out")))
            {
                Copy(inner, Path.Combine(to, Path.GetFileName(inner)));
            }
        }
    }
}
