using System.CommandLine;
using Merlon.Attack;
using Merlon.Documents;
using Merlon.Exports;

namespace Merlon.Cli;

/// <summary><c>merlon export</c>: a release, or a part of it, in the formats of the field.</summary>
static class ExportCommand
{
    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("export", "Write a release, or a part of it, as STIX, spreadsheets, CSV, JSON, Markdown pages or a site.")
        {
            Examples =
            [
                new("merlon export --format stix-2.1 --out attack-stix", "A bundle for each domain, with a collection object."),
                new("merlon export --format xlsx --out enterprise.xlsx --domain enterprise-attack", "One workbook; a folder instead gets one for each kind too."),
                new("merlon export --format csv --out tables --only groups --only techniques", "A file for each table, of two kinds."),
                new("merlon export --format site --out attack-site --live-only", "A site that opens from the disk: attack-site/index.html."),
            ],
        };
        var format = OptionReading.Word("--format", $"One of {string.Join(", ", ExportFormats.Words)}.", "FORMAT", ExportFormats.Words);
        format.Required = true;
        var output = OptionReading.Text("--out", "The file (stix of one domain, xlsx, json) or folder to write.", "PATH");
        output.Required = true;
        var domains = OptionReading.Texts("--domain", "Only this domain, such as enterprise-attack; may be repeated.", "DOMAIN");
        var kinds = OptionReading.Texts("--only", "Only objects of this kind, such as groups; may be repeated.", "KIND");
        var liveOnly = new Option<bool>("--live-only") { Description = "Leave out what is revoked or deprecated (tables always do)." };
        foreach (var option in (Option[])[format, output, domains, kinds, liveOnly])
        {
            command.Add(option);
        }

        var choice = new ReleaseChoice(command);
        command.SetAction((parse, cancellationToken) =>
        {
            var request = new ExportRequest(
                parse.GetValue(format) ?? "", parse.GetValue(output) ?? "", parse.GetValue(domains) ?? [], parse.GetValue(kinds) ?? [], parse.GetValue(liveOnly));
            return Task.FromResult(Refusal(request) is { } refusal
                ? Failure.Refuse(terminal, refusal.Message, refusal.Advice)
                : choice.TryLoad(parse, terminal, out var release) ? Export(terminal, release, request, cancellationToken) : ExitCode.BadInput);
        });
        return command;
    }

    /// <summary>What is wrong with a request before anything is read.</summary>
    static (string Message, string Advice)? Refusal(ExportRequest request)
    {
        if (request.Kinds.FirstOrDefault(static kind => ObjectKind.Find(kind) is null) is { } unknown)
        {
            var meant = Spelling.Nearest(unknown, ObjectKind.Words) is { } nearest ? $"; did you mean '{nearest}'?" : "";
            return ($"'{unknown}' is not a kind of object{meant}", $"Kinds: {string.Join(", ", ObjectKind.All.Select(static kind => kind.Plural))}");
        }

        var extension = Path.GetExtension(request.Output);
        var own = ExportFormats.FileExtension(request.Format);
        return ExportFormats.IsFileExtension(extension) && !string.Equals(extension, own, StringComparison.OrdinalIgnoreCase)
            ? ($"--format {request.Format} does not write {extension} files", own is null ? "Give --out a folder" : $"Give --out a folder, or a file that ends in {own}")
            : null;
    }

    static int Export(Terminal terminal, AttackRelease release, ExportRequest request, CancellationToken cancellationToken)
    {
        if (request.Domains.FirstOrDefault(domain => !release.Domains.Contains(domain, StringComparer.Ordinal)) is { } unknown)
        {
            var meant = Spelling.Nearest(unknown, release.Domains) is { } nearest ? $"; did you mean '{nearest}'?" : "";
            return Failure.Refuse(terminal, $"ATT&CK {release.Version} was read without a domain '{unknown}'{meant}", $"Domains: {string.Join(", ", release.Domains)}");
        }

        var scope = new ExportScope(
            release, request.Domains.Count == 0 ? release.Domains : [.. request.Domains.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            [.. request.Kinds.Select(ObjectKind.Find).OfType<ObjectKind>()], request.IsLiveOnly);
        if (ExportFormats.IsStix(request.Format) && request.IsFile && scope.Domains.Count > 1)
        {
            return Failure.Refuse(terminal, $"{scope.Domains.Count} domains make {scope.Domains.Count} bundles, and {request.Output} is one file", "Give --out a folder, or choose one with --domain");
        }

        if (!release.HasTexts && !ExportFormats.IsStix(request.Format))
        {
            terminal.Error.WriteLine(
                $"merlon: ATT&CK {release.Version} as built in has facts only: descriptions, procedures, contributors and references are missing from the export; merlon release add brings them");
        }

        using var progress = new ProgressLine(terminal);
        var written = ExportFiles.Write(scope, request, progress, cancellationToken);
        progress.Dispose();
        DiagnosticListing.Write(terminal, written.Diagnostics);
        if (written.Files == 0)
        {
            return ExitCode.BadInput;
        }

        new Page(terminal).Paragraph(SafeText.Line(
            $"Exported ATT&CK {release.Version} ({string.Join(", ", scope.Domains)}: {Page.Count(written.Objects, "object")}) as {request.Format} to {written.Place}{(written.Files == 1 ? "" : $", {Page.Count(written.Files)} files")}."));
        return ExitCode.Success;
    }
}
