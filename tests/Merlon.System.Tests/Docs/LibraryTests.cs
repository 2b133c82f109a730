using System.Diagnostics;
using System.IO.Compression;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Merlon.System.Tests.Cli;

namespace Merlon.System.Tests.Docs;

/// <summary>Packing writes beside the sources, so one test does that at a time; what is packed is shared.</summary>
[CollectionDefinition(nameof(LibraryTests.Packages))]
public sealed class PackedOnce : ICollectionFixture<LibraryTests.Packages>;

/// <summary>The packages of the libraries, and the program of docs/library.md run against them.</summary>
[Collection(nameof(Packages))]
public sealed partial class LibraryTests(LibraryTests.Packages packages)
{
    const int ProgramLinesMax = 24;

    [Theory]
    [InlineData("Merlon.Knowledge", "Merlon.Documents")]
    [InlineData("Merlon.Documents", "YamlDotNet")]
    [InlineData("Merlon.Detection", "Merlon.Documents")]
    public void A_package_has_what_a_package_needs(string id, string dependency)
    {
        using var package = ZipFile.OpenRead(packages.FileOf(id));
        var names = package.Entries.Select(static entry => entry.FullName).ToList();
        names.ShouldContain($"lib/net10.0/{id}.dll", StringComparer.Ordinal);
        names.ShouldContain($"lib/net10.0/{id}.xml", StringComparer.Ordinal);
        names.ShouldContain("README.md", StringComparer.Ordinal);
        names.ShouldContain("NOTICE", StringComparer.Ordinal);
        using var nuspec = package.Entries.Single(static entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        var metadata = XDocument.Load(nuspec).Descendants().ToList();
        Text("license").ShouldBe("Apache-2.0");
        Text("readme").ShouldBe("README.md");
        Text("description").ShouldNotBeEmpty();
        metadata.Where(static element => element.Name.LocalName == "dependency").Select(static element => (string?)element.Attribute("id") ?? "").ShouldContain(dependency, StringComparer.Ordinal);

        string Text(string name) => metadata.Single(element => element.Name.LocalName == name).Value;
    }

    [Fact]
    public void Packing_again_gives_the_same_bytes()
    {
        using var again = new Packages();

        foreach (var id in Packages.Names)
        {
            File.ReadAllBytes(again.FileOf(id)).AsSpan().SequenceEqual(File.ReadAllBytes(packages.FileOf(id))).ShouldBeTrue(id);
        }
    }

    [Fact]
    public void The_program_of_the_docs_answers_its_question_with_the_packages_alone()
    {
        var bundle = SharedData.PathOf("attack/enterprise-attack-18.1.json");
        var program = CSharp().Match(File.ReadAllText(Repository.PathOf("docs/library.md"))).Groups["code"].Value;
        program.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ShouldBeLessThanOrEqualTo(ProgramLinesMax);
        using var folder = new ScratchFolder();
        folder.Write("Program.cs", program);
        folder.Write("strategies.txt", "DET0455\n");
        folder.Write("nuget.config", $"""
            <configuration>
              <packageSources><clear /><add key="own" value="{packages.Folder}" /></packageSources>
              <fallbackPackageFolders><clear /><add key="known" value="{Packages.KnownFolder}" /></fallbackPackageFolders>
            </configuration>
            """);
        folder.Write("app.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings><Nullable>enable</Nullable>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
              </PropertyGroup>
              <ItemGroup><PackageReference Include="Merlon.Knowledge" Version="0.1.0" /></ItemGroup>
            </Project>
            """);
        Packages.Run(folder.Path, ["build", "-c", "Release", "-o", folder.File("bin"), "-clp:NoSummary", "-v", "q"], folder.File("packages")).ExitCode.ShouldBe(0);

        var run = Packages.Run(folder.Path, [folder.File("bin/app.dll"), bundle, "financial", folder.File("strategies.txt")], folder.File("packages"));

        run.ExitCode.ShouldBe(0, run.Output);
        var lines = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBeGreaterThan(200);
        lines.ShouldAllBe(static line => line.Split('\t').Length == 4);
        lines.Count(static line => line.EndsWith("DET0455", StringComparison.Ordinal)).ShouldBe(0);
        lines[0].ShouldMatch(@"^T\d{4}(\.\d{3})?\t[^\t]+\t\d+ of \d+ groups\tDET\d{4}$");
    }

    [GeneratedRegex(@"```csharp\n(?<code>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex CSharp();

    /// <summary>The packages, packed once from what the tests were built with.</summary>
    public sealed class Packages : IDisposable
    {
        /// <summary>What is packed.</summary>
        public static string[] Names { get; } = ["Merlon.Documents", "Merlon.Knowledge", "Merlon.Detection"];

        readonly ScratchFolder folder = new();

        /// <summary>Packs them all.</summary>
        public Packages()
        {
            var configuration = AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Release" : "Debug";
            foreach (var name in Names)
            {
                var run = Run(Repository.Root, ["pack", $"src/{name}", "-c", configuration, "--no-build", "-o", folder.Path, "-clp:NoSummary", "-v", "q"], packages: null);
                run.ExitCode.ShouldBe(0, run.Output);
            }
        }

        /// <summary>A folder that is a feed of them.</summary>
        public string Folder => folder.Path;

        /// <summary>Where packages of others are kept on this machine.</summary>
        public static string KnownFolder => Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } named
            ? named
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

        /// <summary>The package's file.</summary>
        public string FileOf(string id) => Directory.EnumerateFiles(folder.Path, $"{id}.*.nupkg").Single();

        /// <summary>Runs dotnet and waits for it.</summary>
        public static (int ExitCode, string Output) Run(string workingFolder, IReadOnlyList<string> arguments, string? packages)
        {
            var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = workingFolder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
            start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
            start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
            start.Environment["SOURCE_DATE_EPOCH"] = "1767225600"; // the time that packed files get
            if (packages is not null)
            {
                start.Environment["NUGET_PACKAGES"] = packages;
            }

            using var process = Process.Start(start).ShouldNotBeNull();
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output + error.Result);
        }

        /// <inheritdoc/>
        public void Dispose() => folder.Dispose();
    }
}
