using System.Diagnostics;
using System.Text;
using Merlon.System.Tests.Cli;

namespace Merlon.System.Tests.Docs;

/// <summary>The programs of <c>samples/</c>, built and run with the packages alone.</summary>
[Collection(nameof(LibraryTests.Packages))]
public sealed class SampleTests(LibraryTests.Packages packages)
{
    [Fact]
    public void The_logger_provider_reports_what_its_rule_matches()
    {
        using var folder = new ScratchFolder();
        var program = Build(folder, "LoggerRules");

        var run = LibraryTests.Packages.Run(folder.Path, [program], folder.File("packages"));

        run.ExitCode.ShouldBe(0, run.Output);
        run.Output.Trim().ShouldBe("high: Sign-In With A Break-Glass Account: breakglass-1 signed in from 198.51.100.23");
    }

    [Fact]
    public async Task The_endpoint_answers_with_the_rules_that_match()
    {
        using var folder = new ScratchFolder();
        var program = Build(folder, "LogEndpoint");
        var start = new ProcessStartInfo("dotnet", [program, "--urls", "http://127.0.0.1:0", "--Rules", Repository.PathOf("rules")])
        {
            WorkingDirectory = folder.Path, UseShellExecute = false, RedirectStandardOutput = true,
        };
        using var process = Process.Start(start).ShouldNotBeNull();
        try
        {
            var address = await AddressOf(process);
            using var client = new HttpClient { BaseAddress = new Uri(address), Timeout = TimeSpan.FromMinutes(10) };
            const string Events = """
                {"Channel":"System","EventID":1}
                no JSON
                {"Channel":"Microsoft-Windows-Sysmon/Operational","EventID":1,"Image":"C:\\Windows\\System32\\vssadmin.exe","OriginalFileName":"VSSADMIN.EXE","CommandLine":"vssadmin delete shadows /all /quiet"}
                """;

            using var response = await client.PostAsync(new Uri("events", UriKind.Relative), new StringContent(Events, Encoding.UTF8, "application/x-ndjson"), TestContext.Current.CancellationToken);

            var answer = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            ((int)response.StatusCode).ShouldBe(200, answer);
            answer.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldNotBeEmpty();
            answer.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldAllBe(static line => line.StartsWith("3\t", StringComparison.Ordinal));
        }
        finally
        {
            process.Kill();
        }
    }

    static async Task<string> AddressOf(Process process)
    {
        while (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.IndexOf("http://127.0.0.1:", StringComparison.Ordinal) is var at and >= 0)
            {
                return line[at..].Trim();
            }
        }

        throw new InvalidOperationException("the endpoint ended before it listened");
    }

    string Build(ScratchFolder folder, string name)
    {
        foreach (var file in Directory.EnumerateFiles(Repository.PathOf($"samples/{name}"), "*", SearchOption.AllDirectories))
        {
            var relative = Path.GetRelativePath(Repository.PathOf($"samples/{name}"), file);
            if (!relative.StartsWith("bin", StringComparison.Ordinal) && !relative.StartsWith("obj", StringComparison.Ordinal))
            {
                folder.Write(relative, File.ReadAllText(file));
            }
        }

        folder.Write("nuget.config", $"""
            <configuration>
              <packageSources><clear /><add key="own" value="{packages.Folder}" /></packageSources>
              <fallbackPackageFolders><clear /><add key="known" value="{LibraryTests.Packages.KnownFolder}" /></fallbackPackageFolders>
            </configuration>
            """);
        var build = LibraryTests.Packages.Run(folder.Path, ["build", "-c", "Release", "-o", folder.File("out"), "-warnaserror", "-clp:NoSummary", "-v", "q"], folder.File("packages"));
        build.ExitCode.ShouldBe(0, build.Output);
        return folder.File($"out/{name}.dll");
    }
}
