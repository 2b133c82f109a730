using System.CommandLine;
using Merlon.Attack;
using Merlon.Authoring;
using Merlon.Documents;
using Merlon.Workspaces;
using Merlon.Workspaces.Exchange;

namespace Merlon.Cli;

/// <summary><c>merlon release check</c>: what was noticed while reading a release, and where it contradicts itself.</summary>
static class ReleaseCheckCommand
{
    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("check", "Read a release and list everything that is wrong with it, or measure a bundle of whoever by the specification; exit code 1 when something is wrong.")
        {
            Examples =
            [
                new("merlon release check --from enterprise-attack-18.1.json", "Checks one bundle."),
                new("merlon release check harbour.json --strict", "Measures a bundle by the letter of STIX and ATT&CK, each finding with its place."),
                new("merlon release check enterprise-attack-18.1.json --relaxed", "Only what makes it unusable is an error; what MITRE publishes passes."),
                new("merlon release check --from ../attack --version 17.1 --json", "Checks a release of several domains, as JSON."),
            ],
        };
        var file = new Argument<string?>("FILE") { Description = "Bundle to measure by STIX and the ATT&CK specification: a file, folder, .gz or .zip.", Arity = ArgumentArity.ZeroOrOne };
        var strict = new Option<bool>("--strict") { Description = "Measure by the letter; warnings count too." };
        var relaxed = new Option<bool>("--relaxed") { Description = "Only what makes a bundle unusable is an error, and only errors count (default with FILE)." };
        command.Add(file);
        command.Add(strict);
        command.Add(relaxed);
        var choice = new ReleaseChoice(command, "--from", "--version");
        var json = OptionReading.Json();
        command.Add(json);
        command.SetAction(parse =>
        {
            var strictness = parse.GetValue(strict) ? BundleStrictness.Strict : BundleStrictness.Relaxed;
            if (parse.GetValue(file) is { } given)
            {
                return choice.PathIn(parse) is null
                    ? Measure(terminal, given, choice.VersionIn(parse), choice.WorkspaceIn(parse), strictness, parse.GetValue(json))
                    : Failure.Refuse(terminal, "FILE and --from name two things to check", "Give one of them");
            }

            if (parse.GetValue(strict) || parse.GetValue(relaxed))
            {
                return choice.PathIn(parse) is { } path
                    ? Measure(terminal, path, choice.VersionIn(parse), choice.WorkspaceIn(parse), strictness, parse.GetValue(json))
                    : Failure.Refuse(terminal, "--strict and --relaxed measure a bundle", "Name it: merlon release check FILE; for your own knowledge: merlon extend check");
            }

            var parsed = choice.Read(parse, terminal);
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

    /// <summary>
    /// Measures bundles. One that builds on a release (own knowledge) is measured against the workspace's; a whole release is
    /// also read, and where it contradicts itself is listed too, which does not count when it is measured relaxed.
    /// </summary>
    static int Measure(Terminal terminal, string path, string? version, string? workspace, BundleStrictness strictness, bool asJson)
    {
        using var progress = new ProgressLine(terminal);
        var read = ReleaseFiles.ReadBundles(path, version, progress, ReadLimits.Default);
        if (read.Value is not { } bundles)
        {
            progress.Dispose();
            DiagnosticListing.Write(terminal, read.Diagnostics);
            return ExitCode.BadInput;
        }

        using var opened = Workspace.Open(terminal.WorkspaceAt(workspace ?? Workspace.DefaultFolderName, WorkspaceAccess.Read));
        var published = opened.LoadPublishedRelease(version: null, progress).Value;
        List<Diagnostic> validation = [];
        foreach (var bundle in bundles)
        {
            progress.Report(new WorkProgress($"Measuring {bundle.Document}", validation.Count, 0));
            validation.AddRange(BundleValidation.Of(bundle, strictness, published, ReadLimits.Default));
        }

        var release = validation.Exists(static d => d.Code is "BUNDLE001") ? null : ReleaseFiles.ToRelease(bundles, version, ReadLimits.Default).Value;

        // A bundle without a matrix is no release: what it builds on stands elsewhere.
        var contradictions = release is null || !release.All<Matrix>().Any(static m => m.IsLive) ? [] : ReleaseCheck.Of(release);
        progress.Dispose();
        if (asJson)
        {
            JsonPrint.To(terminal, json =>
            {
                json.WriteStartObject();
                json.WriteString("version", release?.Version);
                json.WriteStrings("domains", release?.Domains ?? []);
                BundleReport.WriteJson(json, validation, strictness);
                ReleaseCheckJson.WriteContradictions(json, contradictions);
                json.WriteEndObject();
            });
        }
        else
        {
            var page = new Page(terminal);
            BundleReport.Print(page, validation);
            foreach (var contradiction in contradictions)
            {
                page.Paragraph(SafeText.Line(contradiction.ToString()), hanging: 4);
            }

            page.Paragraph(SafeText.Line($"{path}: {BundleReport.SummaryOf(validation, strictness)}{(contradictions.Count == 0 ? "" : $"; {Page.Count(contradictions.Count, "contradiction")}")}."));
        }

        var isBad = BundleReport.IsFailure(validation, strictness) || strictness == BundleStrictness.Strict && contradictions.Count > 0;
        return isBad ? ExitCode.Findings : ExitCode.Success;
    }

    // The findings are the answer here: they go to standard output, all of them, counted by code.
    static void Print(Terminal terminal, Parsed<AttackRelease> parsed, IReadOnlyList<ReleaseFinding> contradictions, int findings)
    {
        var page = new Page(terminal);
        foreach (var diagnostic in parsed.Diagnostics)
        {
            page.Paragraph($"{AnswerWords.Of(diagnostic.Severity)}: {SafeText.Line(diagnostic.ToString())}", hanging: 4);
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
        => JsonPrint.To(terminal, json =>
        {
            json.WriteStartObject();
            json.WriteString("version", parsed.Value?.Version);
            json.WriteStrings("domains", parsed.Value?.Domains ?? []);
            json.WriteNumber("findings", findings);
            ReleaseCheckJson.WriteContradictions(json, contradictions);
            DiagnosticJson.Write(json, "diagnostics", parsed.Diagnostics);
            json.WriteEndObject();
        });
}
