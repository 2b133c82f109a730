using System.CommandLine;
using Merlon.Attack;
using Merlon.Documents;

namespace Merlon.Cli;

/// <summary><c>merlon release check</c>: what was noticed while reading a release, and where it contradicts itself.</summary>
static class ReleaseCheckCommand
{
    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("check", "Read a release and list everything that is wrong with it; exit code 1 when something is.")
        {
            Examples =
            [
                new("merlon release check --from enterprise-attack-18.1.json", "Checks one bundle."),
                new("merlon release check --from ../attack --version 17.1 --json", "Checks a release of several domains, as JSON."),
            ],
        };
        var choice = new ReleaseChoice(command, "--from", "--version");
        var json = OptionReading.Json();
        command.Add(json);
        command.SetAction(parse =>
        {
            var parsed = choice.Load(parse, terminal);
            var contradictions = parsed.Value is { } release ? ReleaseCheck.Of(release) : [];
            var findings = contradictions.Count + parsed.Diagnostics.Count(static diagnostic => diagnostic.Severity != Severity.Note);
            if (parse.GetValue(json))
            {
                PrintJson(terminal, parsed, contradictions, findings);
            }
            else
            {
                Print(terminal, parsed, contradictions, findings);
            }

            return parsed.Value is null ? ExitCode.BadInput : findings > 0 ? ExitCode.Findings : ExitCode.Success;
        });
        return command;
    }

    // The findings are the answer here: they go to standard output, all of them, counted by code.
    static void Print(Terminal terminal, Parsed<AttackRelease> parsed, IReadOnlyList<ReleaseFinding> contradictions, int findings)
    {
        var page = new Page(terminal);
        foreach (var diagnostic in parsed.Diagnostics)
        {
            page.Paragraph($"{DiagnosticListing.NameOf(diagnostic.Severity)}: {SafeText.Line(diagnostic.ToString())}", hanging: 4);
        }

        foreach (var contradiction in contradictions)
        {
            page.Paragraph(SafeText.Line(contradiction.ToString()), hanging: 4);
        }

        var codes = parsed.Diagnostics.Select(static diagnostic => diagnostic.Code).Concat(contradictions.Select(static finding => finding.Code))
            .CountBy(static code => code, StringComparer.Ordinal)
            .OrderBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair => $"{pair.Key} {Page.Count(pair.Value)}").ToList();
        var summary = codes.Count == 0 ? "" : $" ({string.Join(", ", codes)})";
        page.Paragraph(parsed.Value is not { } release
            ? $"No release could be read: {Page.Count(findings, "finding")}{summary}."
            : SafeText.Line($"ATT&CK {release.Version}: {(findings == 0 ? "no findings" : Page.Count(findings, "finding"))}{summary}."));
    }

    static void PrintJson(Terminal terminal, Parsed<AttackRelease> parsed, IReadOnlyList<ReleaseFinding> contradictions, int findings)
        => JsonText.Print(terminal, json =>
        {
            json.WriteStartObject();
            json.WriteString("version", parsed.Value?.Version);
            json.WriteStrings("domains", parsed.Value?.Domains ?? []);
            json.WriteNumber("findings", findings);
            json.WriteStartArray("contradictions");
            foreach (var finding in contradictions)
            {
                json.WriteStartObject();
                json.WriteString("code", finding.Code);
                json.WriteString("id", finding.About.Id);
                json.WriteString("stix_id", finding.About.StixId);
                json.WriteString("name", finding.About.Name);
                json.WriteString("message", finding.Message);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            DiagnosticJson.Write(json, "diagnostics", parsed.Diagnostics);
            json.WriteEndObject();
        });
}
