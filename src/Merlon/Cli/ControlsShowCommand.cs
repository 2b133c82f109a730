using System.CommandLine;
using Merlon.Assessment;
using Merlon.Attack;
using Merlon.Controls;
using Merlon.Web.Controls;
using Merlon.Workspaces;

namespace Merlon.Cli;

/// <summary><c>merlon controls show</c>: what a framework says, pair by pair: controls by technique, or weaknesses by technique.</summary>
static class ControlsShowCommand
{
    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("show", "Show what a framework's mapping says: by control, by technique, with grades, chains and sources.")
        {
            Examples =
            [
                new("merlon controls show nist-800-53-r5 --control AC-2", "Techniques that AC-2 touches."),
                new("merlon controls show hipaa --technique T1078", "Citations that touch Valid Accounts, and through which controls."),
                new("merlon controls show kev --technique T1190", "Known exploited vulnerabilities that go with a technique, where KEV's mapping was imported."),
            ],
        };
        var word = OptionReading.Argument("FRAMEWORK", "The framework, by id or name (merlon controls list).");
        command.Add(word);
        var control = OptionReading.Text("--control", "Only this control.", "ID");
        var technique = OptionReading.Text("--technique", "Only this technique and what an older release called it.", "ID");
        command.Add(control);
        command.Add(technique);
        var release = new ReleaseChoice(command);
        var output = new ListOutput(command);
        command.SetAction((parse, cancellationToken) =>
        {
            if (output.RefuseContradiction(parse, terminal) || !release.TryLoad(parse, terminal, out var attack))
            {
                return Task.FromResult(ExitCode.BadInput);
            }

            using var opened = Workspace.Open(terminal.WorkspaceAt(release.WorkspaceIn(parse) ?? Workspace.DefaultFolderName, WorkspaceAccess.Read));
            var loaded = opened.LoadControls();
            DiagnosticListing.Write(terminal, loaded.Diagnostics);
            var controls = loaded.Value ?? ControlMappings.OpenBuiltIn();
            var framework = FrameworkChoice.Find(parse.GetRequiredValue(word), controls);
            var rows = RowsOf(controls, framework, attack, parse.GetValue(control), parse.GetValue(technique));
            var table = new ListTable<PairRow>("pairs", Columns, rows);
            return Task.FromResult(output.Write(parse, terminal, table, () => Print(new Page(terminal), table, framework), () => PrintJson(terminal, table, framework, attack), cancellationToken));
        });
        return command;
    }

    static readonly IReadOnlyList<ListColumn<PairRow>> Columns =
    [
        new("control", "control", static row => row.Control, IsOnPage: true, WidthChars: 20),
        new("title", "title", static row => row.Title, WidthChars: 30),
        new("technique", "technique", static row => row.Technique, IsOnPage: true, WidthChars: 12),
        new("name", "", static row => row.Name, IsOnPage: true, WidthChars: 30),
        new("category", "says", static row => ControlWords.Of(row.Edge.Category), IsOnPage: true, WidthChars: 10),
        new("grade", "grade", static row => row.Edge.Grade is { } grade ? ControlWords.Of(grade) : "", IsOnPage: true, WidthChars: 12),
        new("strength", "strength", static row => new ListValue.Decimal(ControlStrength.Of(Degree.Significant, row.Edge)), IsNumber: true),
        new("hops", "hops", static row => row.Edge.Hops, IsNumber: true),
        new("derived", "derived", static row => row.Edge.IsDerived),
        new("via", "through", static row => row.Edge.Via, IsOnPage: true, WidthChars: 20),
        new("path", "path", static row => string.Join(" > ", row.Edge.Path), WidthChars: 30),
        new("written", "as written", static row => row.Edge.TechniqueId, WidthChars: 12),
        new("steps", "re-targeted", static row => new ListValue.Several(row.Steps), WidthChars: 20),
        new("attack_version", "ATT&CK", static row => row.Edge.Source.AttackVersion, WidthChars: 8),
        new("document", "from", static row => row.Edge.Source.Document, WidthChars: 30),
        new("licence", "licence", static row => row.Edge.Source.Licence, WidthChars: 30),
    ];

    static List<PairRow> RowsOf(ControlMappings controls, ControlFramework framework, AttackRelease release, string? control, string? technique)
    {
        IReadOnlyList<string> asked = framework.Controls;
        if (control is not null)
        {
            asked = controls.Canonical(framework.Id, control) is { } known
                ? [known]
                : throw new InvalidDataException($"{control} is no control of {framework.Name}{(Documents.Spelling.Nearest(control, framework.Controls) is { } near ? $"; did you mean {near}?" : "")}");
        }

        if (technique is not null && !TechniqueId.TryParse(technique, out _))
        {
            throw new InvalidDataException($"{technique} is no technique id such as T1059 or T1059.001");
        }

        var rows = new List<PairRow>();
        foreach (var id in asked)
        {
            foreach (var edge in controls.TechniquesOf(framework.Id, id))
            {
                var resolution = release.Lineage.Resolve(edge.TechniqueId);
                var steps = resolution is TechniqueResolution.Moved way ? way.Steps : [];
                IReadOnlyList<Technique> found = resolution switch
                {
                    TechniqueResolution.Live live => [live.Technique],
                    TechniqueResolution.Moved moved => moved.Techniques,
                    _ => [],
                };
                rows.AddRange(found.Select(target => new PairRow(id, framework.Titles.GetValueOrDefault(id, ""), target.Id, target.Name, edge, steps)));
                if (found.Count == 0)
                {
                    rows.Add(new PairRow(id, framework.Titles.GetValueOrDefault(id, ""), edge.TechniqueId, "(no longer there)", edge, steps));
                }
            }
        }

        return technique is null
            ? rows
            : [.. rows.Where(row => string.Equals(row.Technique, technique, StringComparison.OrdinalIgnoreCase) || string.Equals(row.Edge.TechniqueId, technique, StringComparison.OrdinalIgnoreCase))];
    }

    static void Print(Page page, ListTable<PairRow> table, ControlFramework framework)
    {
        page.Table(table.ToText(page.WidthColumns));
        page.Blank();
        page.Paragraph(SafeText.Line($"{Page.Count(table.Rows.Count, "pair")} of {framework.Name}, made for ATT&CK {framework.AttackVersion}. {framework.Source}"));
    }

    static void PrintJson(Terminal terminal, ListTable<PairRow> table, ControlFramework framework, AttackRelease release) => JsonPrint.To(terminal, json =>
    {
        json.WriteStartObject();
        json.WriteString("framework", framework.Id);
        json.WriteString("release", release.Version);
        json.WriteString("kind", MappingTable.WordOf(framework.Kind));
        json.WriteObjects("pairs", table.Rows, row => table.WriteJson(json, row));
        json.WriteEndObject();
    });

    sealed record PairRow(string Control, string Title, string Technique, string Name, ControlEdge Edge, IReadOnlyList<string> Steps);
}
