using Merlon.Attack;
using Merlon.Sheets;

namespace Merlon.Exports;

/// <summary>A release as spreadsheets: one workbook of everything, or one for each kind beside it, as attackToExcel has them.</summary>
static class ReleaseWorkbooks
{
    const double MatrixColumnChars = 22;

    /// <summary>The sheets of the one workbook: the tables, a matrix for each domain, the citations last.</summary>
    public static IReadOnlyList<Sheet> Sheets(ExportScope scope)
    {
        var tables = ReleaseTables.Of(scope).Select(SheetOf).ToList();
        var place = tables.FindIndex(static sheet => sheet.Name is "relationships");
        tables.InsertRange(place < 0 ? tables.Count : place, Matrices(scope));
        return tables.Count > 0 ? tables : [new Sheet("empty", [new SheetColumn("nothing to export")], [])];
    }

    /// <summary>Workbooks of one kind each: its table, the statements about it, their citations.</summary>
    public static IEnumerable<(string Name, IReadOnlyList<Sheet> Sheets)> ByKind(ExportScope scope)
    {
        var live = scope.Live;
        foreach (var table in ReleaseTables.Of(scope).Where(static table => table.Name is not ("relationships" or "citations" or "log sources" or "mutable elements")))
        {
            List<Sheet> sheets = [SheetOf(table)];
            var about = StatementsAbout(live, table.Name);
            sheets.AddRange(about.Where(static part => part.Statements.Count > 0).Select(static part => SheetOf(ReleaseTables.Relationships(part.Name, part.Statements))));
            var citations = ReleaseTables.Citations("citations", ObjectsOf(live, table.Name).SelectMany(static found => found.Citations).Concat(about.SelectMany(static part => part.Statements).SelectMany(static relation => relation.Citations)));
            if (citations.Rows.Any())
            {
                sheets.Add(SheetOf(citations));
            }

            yield return (table.Name, sheets);
        }

        if (Matrices(scope).ToList() is { Count: > 0 } matrices)
        {
            yield return ("matrices", matrices);
        }

        yield return ("relationships", [.. ReleaseTables.Of(scope).Where(static table => table.Name is "relationships" or "citations").Select(SheetOf)]);
    }

    static IEnumerable<AttackObject> ObjectsOf(ExportScope scope, string table) => table switch
    {
        "techniques" => scope.All<Technique>(),
        "tactics" => scope.All<Tactic>(),
        "software" => scope.All<Software>(),
        "groups" => scope.All<Group>(),
        "campaigns" => scope.All<Campaign>(),
        "assets" => scope.All<Asset>(),
        "mitigations" => scope.All<Mitigation>(),
        "datasources" => scope.All<DataSource>(),
        "datacomponents" => scope.All<DataComponent>(),
        "detectionstrategies" => scope.All<DetectionStrategy>(),
        _ => scope.All<Analytic>(),
    };

    static IReadOnlyList<(string Name, List<Relationship> Statements)> StatementsAbout(ExportScope scope, string table)
    {
        var kinds = ObjectsOf(scope, table).ToHashSet();
        var about = scope.Relationships.Where(relation => kinds.Contains(relation.Source) || kinds.Contains(relation.Target)).ToList();
        return
        [
            (table is "groups" or "campaigns" ? "associated software" : "associated groups", about.FindAll(static r => r is { Source: Group, Target: Software })),
            (table is "campaigns" ? "campaign software" : "associated campaigns", about.FindAll(static r => r is { Source: Campaign, Target: Software })),
            (table is "techniques" ? "procedure examples" : "techniques used", about.FindAll(static r => r.Target is Technique && r.Is(RelationshipTypes.Uses))),
            (table is "campaigns" ? "attributed groups" : "attributed campaigns", about.FindAll(static r => r.Is(RelationshipTypes.AttributedTo))),
            (table is "techniques" ? "associated mitigations" : "techniques addressed", about.FindAll(static r => r.Is(RelationshipTypes.Mitigates))),
            (table is "techniques" ? "associated detections" : "techniques detected", about.FindAll(static r => r.Is(RelationshipTypes.Detects))),
            (table is "techniques" ? "targeted assets" : "targeted by techniques", about.FindAll(static r => r.Is(RelationshipTypes.Targets))),
        ];
    }

    static Sheet SheetOf(ReleaseTable table) => new(
        table.Name, [.. table.Columns.Select(static column => new SheetColumn(column.Title, column.WidthChars, column.Wraps))],
        table.Rows.Select(static IReadOnlyList<SheetCell> (row) => [.. row.Select(CellOf)]))
    {
        RowHeightPoints = 15,
    };

    static SheetCell CellOf(TableCell cell) => cell.Day is { } day ? SheetCell.Of(day) : cell.IsLink ? SheetCell.LinkTo(cell.Text, cell.Text) : SheetCell.Of(cell.Text);

    static IEnumerable<Sheet> Matrices(ExportScope chosen)
    {
        var scope = chosen.Live;
        foreach (var domain in scope.Domains)
        {
            var tactics = scope.Release.TacticsOf(domain).Where(scope.Holds).ToList();
            if (tactics.Count > 0 && scope.All<Technique>().Any())
            {
                yield return Matrix(scope, domain, tactics);
            }
        }
    }

    // Two columns for a tactic that has sub-techniques: the technique beside them spans their rows.
    static Sheet Matrix(ExportScope scope, string domain, IReadOnlyList<Tactic> tactics)
    {
        List<(string Title, List<SheetCell> Cells)> columns = [];
        foreach (var tactic in tactics)
        {
            List<SheetCell> left = [], right = [];
            foreach (var technique in scope.All<Technique>().Where(one => !one.IsSubTechnique && scope.Release.TacticsOf(one, domain).Contains(tactic)).OrderBy(static one => one.Name, StringComparer.Ordinal))
            {
                var subs = scope.Release.SubTechniquesOf(technique).Where(sub => scope.Holds(sub) && scope.Release.TacticsOf(sub, domain).Contains(tactic)).OrderBy(static sub => sub.Name, StringComparer.Ordinal).ToList();
                left.Add(SheetCell.LinkTo(technique.Name, technique.Url) with { RowSpan = Math.Max(1, subs.Count) });
                left.AddRange(Enumerable.Repeat(SheetCell.Empty, Math.Max(0, subs.Count - 1)));
                right.AddRange(subs.Select(static sub => SheetCell.LinkTo(sub.Name, sub.Url)).DefaultIfEmpty(SheetCell.Empty));
            }

            columns.Add((tactic.Name, left));
            if (right.Any(static cell => cell.Value != SheetValue.Nothing))
            {
                columns.Add(("", right));
            }
        }

        var height = columns.Max(static column => column.Cells.Count);
        var rows = Enumerable.Range(0, height).Select(IReadOnlyList<SheetCell> (row) => [.. columns.Select(column => row < column.Cells.Count ? column.Cells[row] : SheetCell.Empty)]);
        return new Sheet($"{domain} matrix", [.. columns.Select(static column => new SheetColumn(column.Title, MatrixColumnChars, Wraps: true))], rows) { HasFilter = false };
    }
}
