using System.Globalization;
using Merlon.Logs;
using Merlon.Visibility;
using Merlon.Workspaces;

namespace Merlon.Cli;

/// <summary>What logs show of ATT&amp;CK, for people.</summary>
sealed class VisibilityText(Page page, MeasuredVisibility measured, int rows, bool hasReferences)
{
    static readonly double[] Bounds = [0, 0.25, 0.5, 0.75, 1];

    VisibilityReport Report => measured.Report;

    public void Write()
    {
        var records = Report.Sight.Telemetry.Sum(static t => t.Inventory.Records);
        page.Paragraph($"{Page.Count(records, "record")} of {SafeText.Line(measured.Organisation.Name)}, held against ATT&CK {Report.Release}, as of {AnswerWords.Day(measured.AsOf)}.");
        foreach (var entry in Report.Sight.Telemetry)
        {
            page.Paragraph($"{SafeText.Line(entry.Place)}: {Page.Count(entry.Inventory.Records, "record")}, {Page.Count(entry.Inventory.Unknown)} of no known kind, {Page.Count(entry.Inventory.Failed)} could not be read", indent: 2, tone: Tone.Quiet);
        }

        if (Report.Sight.Homeless.Count > 0)
        {
            page.Paragraph($"{Page.Count(Report.Sight.Homeless.Count, "host")} of no scope, whose records count nowhere: {SafeText.Line(string.Join(", ", Report.Sight.Homeless.Take(rows)))}", indent: 2, tone: Tone.Bad);
        }

        foreach (var scope in Report.Scopes)
        {
            Sources(scope);
            References(scope);
        }

        Techniques();
        Trouble();
        if (measured.Recorded is { } recorded)
        {
            page.Blank();
            page.Paragraph($"{Page.Count(recorded.Stated, "statement")} went into the journal, {Page.Count(recorded.Withdrawn)} older ones were withdrawn, {Page.Count(recorded.Unchanged)} stood there already.");
        }
    }

    void Sources(ScopeVisibility scope)
    {
        page.Heading($"{SafeText.Line(scope.Scope.Name)}: {Page.Count(scope.Sources.Count, "log source")} seen");
        if (scope.Sources.Count > 0)
        {
            var table = new TextTable
            {
                Columns =
                [
                    new("log source", IsFlexible: true), new("records", IsNumber: true), new("devices", IsNumber: true), new("device", IsNumber: true), new("field", IsNumber: true),
                    new("time", IsNumber: true), new("consist", IsNumber: true), new("retain", IsNumber: true), new("quality", IsNumber: true), new("last"),
                ],
            };
            foreach (var source in scope.Sources.OrderByDescending(static s => s.Records).ThenBy(static s => s.Key, StringComparer.Ordinal).Take(rows))
            {
                table.Add(
                    (source.IsDeclared || measured.Organisation.LogSources.Count == 0 ? "" : "+ ") + SafeText.Line(source.Key), Page.Count(source.Records), source.Devices.Of == 0 ? "-" : $"{Page.Count(source.Devices.Seen)}/{Page.Count(source.Devices.Of)}{(source.Devices.IsDeclared ? "" : "?")}",
                    Level(source, QualityDimension.Device), Level(source, QualityDimension.Field), Level(source, QualityDimension.Timeliness), Level(source, QualityDimension.Consistency), Level(source, QualityDimension.Retention),
                    source.Quality.Score.ToString("0.0", CultureInfo.InvariantCulture), source.Last is { } last ? AnswerWords.Day(last) : "-");
            }

            page.Table(table);
            More(scope.Sources.Count, "log source");
            page.Paragraph("Levels 1 to 5 as in DeTT&CT; d: as declared, ?: has to be asked for (--json has the questions); +: not declared.", indent: 2, tone: Tone.Quiet);
        }

        foreach (var silent in scope.DeclaredNotSeen.Take(rows))
        {
            page.Paragraph($"declared, not seen: {SafeText.Line(silent.Source)} (line {silent.Location.Line})", indent: 2, tone: Tone.Bad);
        }
    }

    static string Level(SourceVisibility source, QualityDimension dimension) => source.Quality.Of(dimension) switch
    {
        { Basis: QualityBasis.Asked } => "?",
        { Basis: QualityBasis.Declared } declared => $"{declared.Level}d",
        var level => level.Level.ToString(CultureInfo.InvariantCulture),
    };

    void References(ScopeVisibility scope)
    {
        var counts = scope.References.CountBy(static r => r.Sight.Verdict).ToDictionary();
        page.Blank();
        page.Paragraph(
            $"Of {Page.Count(scope.References.Count, "log-source reference")} of analytics: "
            + string.Join(", ", Enum.GetValues<ReferenceVerdict>().Reverse().Where(counts.ContainsKey).Select(v => $"{Page.Count(counts[v])} {AnswerWords.Of(v)}")) + ".", indent: 2);
        if (hasReferences)
        {
            List(scope.References, Page.Count(scope.References.Count, "reference"));
            return;
        }

        var lacking = scope.References.Where(static r => r.Sight.Verdict <= ReferenceVerdict.NotMet).ToArray();
        if (lacking.Length > 0)
        {
            List(lacking, "What lacks most");
        }
    }

    void List(IReadOnlyList<AskedReference> references, string title)
    {
        page.Heading(title);
        var table = new TextTable { Columns = [new("techniques", IsNumber: true), new("platform"), new("asked for", IsFlexible: true), new("verdict"), new("why", IsFlexible: true)] };
        foreach (var reference in references.Take(rows))
        {
            table.Add(
                Page.Count(reference.Techniques.Count), SafeText.Line(reference.Sight.Platform), SafeText.Line(VisibilityLayer.NameOf(reference.Sight)), AnswerWords.Of(reference.Sight.Verdict), SafeText.Line(reference.Sight.Reason));
        }

        page.Table(table);
        More(references.Count, "reference");
    }

    void Techniques()
    {
        page.Heading("Techniques by visibility");
        var table = new TextTable { Columns = [new("scope", IsFlexible: true), new("none", IsNumber: true), new("to 25 %", IsNumber: true), new("to 50 %", IsNumber: true), new("to 75 %", IsNumber: true), new("above", IsNumber: true), new("mean", IsNumber: true)] };
        foreach (var scope in Report.Techniques.GroupBy(static t => t.Scope, StringComparer.Ordinal))
        {
            var own = scope.ToArray();
            var counts = Enumerable.Range(1, Bounds.Length - 1).Select(i => Page.Count(own.Count(t => t.Value > Bounds[i - 1] && t.Value <= Bounds[i])));
            table.Add([SafeText.Line(scope.Key), Page.Count(own.Count(static t => t.Value <= 0)), .. counts, Page.Percent(own.Average(static t => t.Value))]);
        }

        page.Table(table);
    }

    void Trouble()
    {
        foreach (var file in measured.Files.Where(static f => f.Failed > 0 || f.Format == LogFormat.Unknown).Take(rows))
        {
            page.Paragraph($"{SafeText.Line(file.Document)}: {Page.Count(file.Failed, "record")} could not be read", indent: 2, tone: Tone.Quiet);
        }
    }

    void More(int count, string noun)
    {
        if (count > rows)
        {
            page.Paragraph($"… and {Page.Count(count - rows, noun)} more (--rows, --json)", indent: 2, tone: Tone.Quiet);
        }
    }
}
