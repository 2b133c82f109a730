using System.CommandLine;
using System.Globalization;
using Merlon.Attack;
using Merlon.Documents;
using Merlon.Layers;
using Merlon.Workspaces.Exchange;

namespace Merlon.Cli;

/// <summary><c>merlon layer check</c>: what is wrong with layers, by their format and against a release.</summary>
static class LayerCheckCommand
{
    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("check", "List what is wrong with layers, by their format and against a release; exit code 1 when something is.")
        {
            Examples =
            [
                new("merlon layer check mine.json", "Holds a layer against the release in use."),
                new("merlon layer check a.json b.json --json", "All findings of two files, as JSON."),
            ],
        };
        var files = new Argument<string[]>("FILES") { Description = "Layer files, or folders of them.", Arity = ArgumentArity.OneOrMore };
        command.Add(files);
        var choice = new ReleaseChoice(command);
        var json = OptionReading.Json();
        command.Add(json);
        command.SetAction(parse =>
        {
            if (!choice.TryLoad(parse, terminal, out var release))
            {
                return ExitCode.BadInput;
            }

            var checks = parse.GetRequiredValue(files).SelectMany(PathsOf).Select(path => Check(path, release)).ToList();
            if (parse.GetValue(json))
            {
                PrintJson(terminal, release, checks);
            }
            else
            {
                Print(terminal, release, checks);
            }

            return checks.Exists(static check => check.File is null) ? ExitCode.BadInput : checks.Exists(static check => check.Findings > 0) ? ExitCode.Findings : ExitCode.Success;
        });
        return command;
    }

    static IEnumerable<string> PathsOf(string path)
        => Directory.Exists(path) ? LayerFiles.Find(path).Select(below => $"{path.TrimEnd('/', '\\')}/{below}") : [path];

    static Checked Check(string path, AttackRelease release)
    {
        var parsed = LayerFiles.Read(path, ReadLimits.Default);
        var log = new DiagnosticLog(path, ReadLimits.Default);
        log.AddRange(parsed.Diagnostics);
        if (parsed.Value is { } file)
        {
            for (var i = 0; i < file.Layers.Count; i++)
            {
                LayerCheck.Against(file.Layers[i], file.IsArray ? string.Create(CultureInfo.InvariantCulture, $"$[{i}]") : "$", release, log);
            }
        }

        return new Checked(path, parsed.Value, log.ToList());
    }

    // The findings are the answer here: they go to standard output, all of them, counted by code.
    static void Print(Terminal terminal, AttackRelease release, List<Checked> checks)
    {
        var page = new Page(terminal);
        foreach (var check in checks)
        {
            foreach (var diagnostic in check.Diagnostics)
            {
                page.Paragraph($"{AnswerWords.Of(diagnostic.Severity)}: {SafeText.Line(diagnostic.ToString())}", hanging: 4);
            }

            var codes = check.Diagnostics.CountBy(static diagnostic => diagnostic.Code, StringComparer.Ordinal)
                .OrderBy(static pair => pair.Key, StringComparer.Ordinal).Select(static pair => $"{pair.Key} {Page.Count(pair.Value)}").ToList();
            var what = check.File is null ? "no layer" : $"{Page.Count(check.File.Layers.Count, "layer")}, {Page.Count(check.File.Layers.Sum(static layer => (long)layer.Techniques.Count), "annotation")}";
            var summary = codes.Count == 0 ? "" : $" ({string.Join(", ", codes)})";
            page.Paragraph(SafeText.Line($"{check.Path}: {what}, {(check.Findings == 0 ? "no findings" : Page.Count(check.Findings, "finding"))} against ATT&CK {release.Version}{summary}."));
        }
    }

    static void PrintJson(Terminal terminal, AttackRelease release, List<Checked> checks) => JsonPrint.To(terminal, json =>
    {
        json.WriteStartObject();
        json.WriteString("release", release.Version);
        json.WriteNumber("findings", checks.Sum(static check => (long)check.Findings));
        json.WriteObjects("files", checks, check =>
        {
            json.WriteString("file", check.Path);
            json.WriteNumber("findings", check.Findings);
            json.WriteObjects("layers", check.File?.Layers ?? [], layer =>
            {
                json.WriteString("name", layer.Name);
                json.WriteString("domain", layer.Domain);
                json.WriteString("attack", layer.AttackVersion);
                json.WriteNumber("annotations", layer.Techniques.Count);
            });
            DiagnosticJson.Write(json, "diagnostics", check.Diagnostics);
        });
        json.WriteEndObject();
    });

    sealed record Checked(string Path, LayerFile? File, IReadOnlyList<Diagnostic> Diagnostics)
    {
        public int Findings => Diagnostics.Count(static diagnostic => diagnostic.Severity != Severity.Note);
    }
}
