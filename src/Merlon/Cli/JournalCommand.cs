using System.CommandLine;
using System.Globalization;
using Merlon.Assessment;
using Merlon.Attack;
using Merlon.Workspaces;

namespace Merlon.Cli;

/// <summary><c>merlon journal</c>: reads the append-only journal of evidence.</summary>
static class JournalCommand
{
    const int EntriesDefault = 50, EntriesMax = 1_000_000;

    public static Command Build(Terminal terminal)
    {
        var command = new ExampledCommand("journal", "Read the workspace's journal: what was stated about which technique, and when.")
        {
            Examples =
            [
                new("merlon journal list --workspace my-organisation/.merlon", "The newest entries."),
                new("merlon journal show E-0123456789abcdef", "Everything recorded about one statement."),
            ],
        };
        command.Add(List(terminal));
        command.Add(Show(terminal));
        return command;
    }

    static ExampledCommand List(Terminal terminal)
    {
        var command = new ExampledCommand("list", "List entries, newest first.")
        {
            Examples =
            [
                new("merlon journal list --technique T1059.001 --kind test", "The tests recorded of one technique."),
                new("merlon journal list --max 1000 --json", "The newest thousand entries as JSON."),
            ],
        };
        var technique = OptionReading.Text("--technique", "Only one technique, such as T1059.001.", "ID");
        var kind = OptionReading.Word("--kind", "Only one kind of evidence: log-source, rule, mitigation, control, test, inventory, replay.", "KIND", [.. Enum.GetValues<EvidenceKind>().Select(NameOf)]);
        var max = OptionReading.Number("--max", "Most entries", EntriesDefault, 1, EntriesMax);
        var workspace = ReleaseChoice.WorkspaceOption();
        var json = OptionReading.Json();
        command.Add(technique);
        command.Add(kind);
        command.Add(max);
        command.Add(workspace);
        command.Add(json);
        command.SetAction(parse =>
        {
            var id = parse.GetValue(technique);
            if (id is not null && !TechniqueId.TryParse(id, out _))
            {
                return Failure.Refuse(terminal, $"--technique takes an id such as T1059 or T1059.001, not '{id}'");
            }

            EvidenceKind? wanted = parse.GetValue(kind) is { } word ? Enum.GetValues<EvidenceKind>().First(one => string.Equals(NameOf(one), word, StringComparison.Ordinal)) : null;
            using var opened = Workspace.Open(terminal.WorkspaceAt(parse.GetValue(workspace) ?? Workspace.DefaultFolderName, WorkspaceAccess.Read));
            var entries = opened.ListJournal(new JournalFilter(id?.ToUpperInvariant(), wanted, parse.GetValue(max)));
            if (parse.GetValue(json))
            {
                JsonPrint.To(terminal, json => JournalJson.WriteEntries(json, entries));
            }
            else
            {
                Print(terminal, entries, opened.Folder);
            }

            return ExitCode.Success;
        });
        return command;
    }

    static ExampledCommand Show(Terminal terminal)
    {
        var command = new ExampledCommand("show", "Show everything recorded about one statement, oldest first.")
        {
            Examples = [new("merlon journal show E-0123456789abcdef", "When it was stated and withdrawn, by whom, with what strength.")],
        };
        var id = OptionReading.Argument("ID", "Id of the evidence, from merlon journal list or gaps.json.");
        var workspace = ReleaseChoice.WorkspaceOption();
        var json = OptionReading.Json();
        command.Add(id);
        command.Add(workspace);
        command.Add(json);
        command.SetAction(parse =>
        {
            using var opened = Workspace.Open(terminal.WorkspaceAt(parse.GetValue(workspace) ?? Workspace.DefaultFolderName, WorkspaceAccess.Read));
            var entries = opened.FindJournal(parse.GetRequiredValue(id));
            if (entries.Count == 0)
            {
                return Failure.Refuse(terminal, $"the journal of {opened.Folder} has nothing called {parse.GetRequiredValue(id)}", "List what it has: merlon journal list");
            }

            if (parse.GetValue(json))
            {
                JsonPrint.To(terminal, json => JournalJson.WriteEntries(json, entries));
            }
            else
            {
                PrintEvidence(new Page(terminal), entries);
            }

            return ExitCode.Success;
        });
        return command;
    }

    static void Print(Terminal terminal, IReadOnlyList<JournalEntry> entries, string folder)
    {
        if (entries.Count == 0)
        {
            terminal.Error.WriteLine(SafeText.Line($"The journal of {folder} has no such entry."));
            return;
        }

        var table = new TextTable
        {
            Columns = [new("no.", IsNumber: true), new("recorded"), new(""), new("id"), new("technique"), new("kind"), new("axis"), new("statement", IsFlexible: true)],
            Indent = 0,
        };
        foreach (var entry in entries)
        {
            var evidence = entry.Evidence;
            table.Add(
                entry.Sequence.ToString(CultureInfo.InvariantCulture), MomentOf(entry), entry.IsWithdrawn ? "withdrawn" : "stated",
                SafeText.Line(evidence.Id), TechniqueOf(entry), NameOf(evidence.Kind), NameOf(evidence.Axis), SafeText.Line(evidence.Statement));
        }

        new Page(terminal).Table(table);
    }

    static void PrintEvidence(Page page, IReadOnlyList<JournalEntry> entries)
    {
        var evidence = entries[0].Evidence;
        page.Title(SafeText.Line($"{evidence.Id} {evidence.Statement}"));
        page.Blank();
        Field("Technique", string.Equals(evidence.TechniqueAsWritten, evidence.Technique.ToString(), StringComparison.OrdinalIgnoreCase)
            ? evidence.Technique.ToString()
            : $"{evidence.Technique} (written {evidence.TechniqueAsWritten})");
        Field("Release", evidence.Release);
        Field("Kind", NameOf(evidence.Kind));
        Field("Axis", NameOf(evidence.Axis));
        Field("Scope", evidence.Scope.Length > 0 ? evidence.Scope : "whole organisation");
        Field("Strength", evidence.Strength.ToString("0.###", CultureInfo.InvariantCulture));
        Field("Outcome", evidence.Outcome is { } outcome ? NameOf(outcome) : "");
        Field("Date", evidence.Date is { } day ? AnswerWords.Day(day) : "read afresh at each assessment");
        Field("Source", evidence.Source);
        Field("Place", evidence.Place);
        page.Heading("Recorded");
        foreach (var entry in entries)
        {
            page.Paragraph($"{MomentOf(entry)}  {(entry.IsWithdrawn ? "withdrawn" : "stated")}  (no. {entry.Sequence.ToString(CultureInfo.InvariantCulture)})", indent: 2);
            foreach (var move in entry.Moves)
            {
                page.Paragraph(SafeText.Line(MoveText(entry, move)), indent: 4, hanging: 2);
            }
        }

        void Field(string label, string text) => page.Field(label, SafeText.Line(text));
    }

    /// <summary>The technique, and where a change of release brought it from or took it: <c>T1685 (was T1562.001)</c>.</summary>
    static string TechniqueOf(JournalEntry entry)
    {
        var own = entry.Evidence.Technique.ToString();
        if (entry.Moves.Any(static m => m.Technique is null))
        {
            return $"{own} (asleep)";
        }

        var others = entry.Moves.Select(static m => m.Technique).OfType<string>().Where(t => !string.Equals(t, own, StringComparison.Ordinal)).Distinct(StringComparer.Ordinal).ToList();
        return others.Count == 0 ? own : $"{own} ({(entry.IsWithdrawn ? "now" : "was")} {string.Join(", ", others)})";
    }

    static string MoveText(JournalEntry entry, JournalMove move)
    {
        var steps = move.Steps.Count == 0 ? "" : $": {string.Join("; ", move.Steps)}";
        return move.Technique is null
            ? $"{EvidenceJson.NameOf(move.Kind)} in ATT&CK {move.Release}: it sleeps until a release has its technique again"
            : entry.IsWithdrawn
            ? $"{EvidenceJson.NameOf(move.Kind)} to {move.Technique} of ATT&CK {move.Release} ({move.Evidence}){steps}"
            : $"{EvidenceJson.NameOf(move.Kind)} from {move.Technique} of ATT&CK {move.Release} ({move.Evidence}){steps}";
    }

    static string MomentOf(JournalEntry entry) => entry.RecordedAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    static string NameOf(EvidenceKind kind) => EvidenceJson.NameOf(kind);

    static string NameOf(Axis axis) => EvidenceJson.NameOf(axis);

    static string NameOf(Outcome outcome) => EvidenceJson.NameOf(outcome);
}
