using System.CommandLine;
using System.Text;
using Merlon.Assessment;
using Merlon.Attack;
using Merlon.Documents;
using Merlon.Intelligence;
using Merlon.Workspaces.Exchange;

namespace Merlon.Cli;

/// <summary><c>merlon release pack</c>: the facts that a build of Merlon carries, made from published sources.</summary>
static class ReleasePackCommand
{
    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("pack", "Write the facts of a release (no texts) as the compact pack that a build of Merlon carries.")
        {
            Examples =
            [
                new("merlon release pack --from ../attack --version 18.1 --out attack.pack", "Packs three domains; the same bundles give the same bytes."),
                new(
                    "merlon release pack --from ../attack --out attack.pack --misp ../misp --mappings ../mappings --facts facts",
                    "Also makes the tables of groups' sectors and of controls."),
            ],
        };
        var from = Required(OptionReading.Text("--from", "ATT&CK bundles: a file, folder, .gz or .zip.", "PATH"));
        var version = OptionReading.Text("--version", "Version to take when there are several (default: the newest).", "VERSION");
        var output = Required(OptionReading.Text("--out", "The pack to write.", "FILE"));
        var misp = OptionReading.Text("--misp", "MISP galaxy clusters (tidal-groups.json, threat-actor.json): makes groups' sectors.", "DIR");
        var mappings = OptionReading.Text("--mappings", "Control mappings (NIST 800-53, CIS v8, HIPAA): makes the tables of controls.", "DIR");
        var facts = OptionReading.Text("--facts", "Folder for these tables.", "DIR");
        foreach (var option in (Option[])[from, version, output, misp, mappings, facts])
        {
            command.Add(option);
        }

        command.Validators.Add(result =>
        {
            var hasSources = result.GetResult(misp) is not null || result.GetResult(mappings) is not null;
            if (hasSources != (result.GetResult(facts) is not null))
            {
                result.AddError("--facts says where the tables of --misp and --mappings go: it is given with one of them, or not at all");
            }
        });
        command.SetAction((parse, cancellationToken) => Task.FromResult(Pack(
            terminal,
            new PackRequest(
                parse.GetValue(from) ?? "", parse.GetValue(version), parse.GetValue(output) ?? "", parse.GetValue(misp), parse.GetValue(mappings), parse.GetValue(facts)),
            cancellationToken)));
        return command;
    }

    static Option<string?> Required(Option<string?> option)
    {
        option.Required = true;
        return option;
    }

    static int Pack(Terminal terminal, PackRequest request, CancellationToken cancellationToken)
    {
        using var progress = new ProgressLine(terminal);
        var parsed = ReleaseFiles.Load(request.From, request.Version, progress, ReadLimits.Default);
        progress.Dispose();
        DiagnosticListing.Write(terminal, parsed.Diagnostics);
        if (parsed.Value is not { } release || !TryMakeTables(terminal, request, release, out var tables))
        {
            return ExitCode.BadInput;
        }

        var file = Path.GetFullPath(request.Output);
        OutputFolder.Write(
            Path.GetDirectoryName(file) ?? file, [new OutputFile(Path.GetFileName(file), stream => BuiltInRelease.Write(release, stream))], cancellationToken);
        if (request.Facts is { } folder)
        {
            OutputFolder.Write(folder, tables, cancellationToken);
        }

        var objects = $"{Page.Count(release.Objects.Count, "object")}, {Page.Count(release.Relationships.Count, "relationship")}";
        var made = tables.Count == 0 ? "" : $" Made {string.Join(", ", tables.Select(static table => table.Name))} in {request.Facts}.";
        new Page(terminal).Paragraph(SafeText.Line(
            $"Packed ATT&CK {release.Version} ({objects}) into {file}: {Page.Count(new FileInfo(file).Length)} bytes.{made}"));
        return ExitCode.Success;
    }

    static bool TryMakeTables(Terminal terminal, PackRequest request, AttackRelease release, out List<OutputFile> tables)
    {
        var limits = ReadLimits.Default;
        List<(string Name, Parsed<string> Table)> made = [];
        if (request.Misp is { } misp)
        {
            made.Add(("group-sectors.tsv", GroupSectorFacts.Make(release, Bytes(misp, "tidal-groups.json"), Bytes(misp, "threat-actor.json"), limits)));
        }

        if (request.Mappings is { } mappings)
        {
            made.Add(("controls-nist-800-53-r5.tsv", ControlFacts.MakeNist(Bytes(mappings, NistMapping), limits)));
            made.Add(("controls-cis-v8.tsv", ControlFacts.MakeCis(Bytes(mappings, CisMapping), limits)));
            made.Add(("controls-hipaa.tsv", ControlFacts.MakeHipaa(Bytes(mappings, HipaaCrosswalk), limits)));
        }

        DiagnosticListing.Write(terminal, [.. made.SelectMany(static one => one.Table.Diagnostics)]);
        tables = [];
        foreach (var (name, table) in made)
        {
            if (table.Value is { } text)
            {
                tables.Add(new OutputFile(name, stream => stream.Write(Encoding.UTF8.GetBytes(text))));
            }
        }

        return tables.Count == made.Count;
    }

    // As the publishers name them (Mappings Explorer's layout).
    const string NistMapping = "nist_800_53/attack-16.1/nist_800_53-rev5/enterprise/nist_800_53-rev5_attack-16.1-enterprise.json";
    const string CisMapping = "cis-v8_attack-14.1.json", HipaaCrosswalk = "hipaa-security-rule_nist-800-53-rev5.json";

    static byte[] Bytes(string folder, string name) => File.ReadAllBytes(Path.Combine(folder, name));
}

/// <summary>What to pack, and which tables to make beside it.</summary>
/// <param name="From">Bundles.</param>
/// <param name="Version">Version to take, or null for the newest.</param>
/// <param name="Output">The pack.</param>
/// <param name="Misp">Folder of MISP clusters, or null.</param>
/// <param name="Mappings">Folder of control mappings, or null.</param>
/// <param name="Facts">Folder for the tables, or null.</param>
sealed record PackRequest(string From, string? Version, string Output, string? Misp, string? Mappings, string? Facts);
