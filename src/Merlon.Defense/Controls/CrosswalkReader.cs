using System.Text;
using Merlon.Attack;
using Merlon.Documents;

namespace Merlon.Controls;

/// <summary>
/// Crosswalks as CSV: in each line a control and what it maps to, a technique or another framework's control, perhaps how they relate
/// and how well. docs/formats/mappings.md.
/// </summary>
sealed class CrosswalkReader
{
    readonly MappingContext context;
    readonly DiagnosticLog log;
    readonly MappingRows rows;
    readonly SortedDictionary<string, Part> parts = new(StringComparer.Ordinal);
    readonly CrosswalkColumns columns;

    CrosswalkReader(MappingContext context, DiagnosticLog log, CrosswalkColumns columns)
    {
        this.context = context;
        this.log = log;
        this.columns = columns;
        rows = new MappingRows(log);
    }

    /// <summary>True for a text that is told by its name or first line to be a table.</summary>
    public static bool IsLikely(ReadOnlySpan<byte> text, string document)
    {
        var extension = Path.GetExtension(document);
        if (extension.Equals(".csv", StringComparison.OrdinalIgnoreCase) || extension.Equals(".tsv", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        var end = text.IndexOfAny((byte)'\n', (byte)'\r');
        var first = end < 0 ? text : text[..end];
        return first.IndexOfAny(",;\t"u8) >= 0 && !first.Contains((byte)':');
    }

    public static IReadOnlyList<ControlMapping> Read(ReadOnlyMemory<byte> bytes, MappingContext context, DiagnosticLog log)
    {
        var text = Decode(bytes.Span, log);
        var table = CrosswalkText.Of(text);
        CrosswalkText.Row first;
        do
        {
            if (!table.TryRead(out first))
            {
                log.Error("MAP001", SourceLocation.Whole, "the file is empty");
                return [];
            }
        }
        while (IsAside(first));

        var reader = new CrosswalkReader(context, log, CrosswalkColumns.Of(first.Cells, context, out var isHeader));
        if (!isHeader)
        {
            log.Note("MAP006", new SourceLocation(first.Line, 1, (string?)null), "the first line is no header; the first column is read as the control and the second as what it maps to");
            reader.ReadRow(first);
        }

        while (table.TryRead(out var row))
        {
            reader.ReadRow(row);
        }

        return reader.ToMappings();
    }

    static bool IsAside(CrosswalkText.Row row) => row.IsEmpty || row.Cells[0].StartsWith('#');

    static string Decode(ReadOnlySpan<byte> bytes, DiagnosticLog log)
    {
        if (bytes.Length >= 2 && (bytes[0], bytes[1]) is (0xFF, 0xFE) or (0xFE, 0xFF))
        {
            return (bytes[0] == 0xFF ? Encoding.Unicode : Encoding.BigEndianUnicode).GetString(bytes[2..]);
        }

        if (System.Text.Unicode.Utf8.IsValid(bytes))
        {
            return Encoding.UTF8.GetString(bytes);
        }

        log.Warn("MAP007", SourceLocation.Whole, "the file is not UTF-8; it was read as Latin-1", advice: "save it as UTF-8");
        return Encoding.Latin1.GetString(bytes);
    }

    void ReadRow(CrosswalkText.Row row)
    {
        if (IsAside(row))
        {
            return;
        }

        var place = $"line {row.Line}";
        var control = columns.Control(row.Cells);
        var targets = columns.Targets(row.Cells);
        if (row.IsTooLong || control.Length is 0 or > MappingLimits.IdCharsMax || targets.Count == 0)
        {
            if (rows.Begin())
            {
                Refuse(row.IsTooLong ? "the line is too long" : control.Length == 0 ? "it names no control"
                    : targets.Count == 0 ? "it names nothing that the control maps to" : "its control's id is too long", row, place);
            }

            return;
        }

        foreach (var target in targets)
        {
            if (rows.Begin())
            {
                ReadPair(row, control, target, place);
            }
        }
    }

    void ReadPair(CrosswalkText.Row row, string control, string target, string place)
    {
        var relation = MappingTypes.RelationOf(columns.Relation(row.Cells), out var isNone);
        if (isNone)
        {
            PartOf(row)?.Controls.Add(control, columns.Title(row.Cells), "");
            rows.LeaveUnmapped();
            return;
        }

        if (relation is null)
        {
            log.Warn("MAP008", Place(row), "the relation is not known; the pair counts as one that does not say", columns.Relation(row.Cells), "relations are equal, subset-of, superset-of, intersects-with, no-relationship");
        }

        var written = columns.Grade(row.Cells);
        var grade = MappingTypes.GradeOf(written);
        if (grade is null && written.Length > 0)
        {
            log.Warn("MAP008", Place(row), "the grade is not known; the pair counts as one without", written, "grades are minimal, partial, significant");
        }

        if (PartOf(row) is not { } part)
        {
            Refuse("nothing says of which framework its control is", row, place);
            return;
        }

        if (TechniqueId.TryParse(target, out var technique))
        {
            var category = context.Types.ScoredCategoryOf(columns.Category(row.Cells)) ?? EdgeCategory.Protect;
            part.Edges.Add(new MappingEdge(part.Controls.Add(control, columns.Title(row.Cells), ""), technique, category, grade, "", row.Line));
            rows.Map();
            return;
        }

        var framework = columns.TargetFramework(row.Cells);
        if (framework.Length == 0)
        {
            Refuse("it is no technique id, and nothing says of which framework it is", row, $"{place}: {target}");
            return;
        }

        part.Links.Add(new MappingLink(part.Controls.Add(control, columns.Title(row.Cells), ""), framework, target, relation ?? LinkRelation.Unspecified, grade, row.Line));
        rows.Map();
    }

    void Refuse(string reason, CrosswalkText.Row row, string place)
    {
        rows.Refuse(reason, place);
        log.Note("MAP009", Place(row), $"the line was left out: {reason}");
    }

    static SourceLocation Place(CrosswalkText.Row row) => new(row.Line, 1, (string?)null);

    Part? PartOf(CrosswalkText.Row row)
    {
        var named = context.Names.Of(columns.SourceFramework(row.Cells), "");
        if (named.Id.Length is 0 or > MappingLimits.IdCharsMax)
        {
            return null;
        }

        if (!parts.TryGetValue(named.Id, out var part) && parts.Count < MappingLimits.FrameworksMax)
        {
            parts.Add(named.Id, part = new Part(named));
        }

        return part;
    }

    IReadOnlyList<ControlMapping> ToMappings()
    {
        var counts = rows.ToCounts();
        if (parts.Count == 0 && !log.HasErrors)
        {
            log.Error("MAP002", SourceLocation.Whole, "no line could be used", advice: "name the framework with --framework, or framework: beside path:");
        }

        return [.. parts.Values.Select((part, index) => part.ToMapping(context, parts.Count == 1 ? counts : part.CountsOf(index == 0 ? counts : null)))];
    }

    /// <summary>The lines about one framework.</summary>
    sealed class Part(NamedFramework framework)
    {
        public MappedControls Controls { get; } = new();

        public List<MappingEdge> Edges { get; } = [];

        public List<MappingLink> Links { get; } = [];

        // of a file about several frameworks the first part carries what belongs to none
        public MappingCounts CountsOf(MappingCounts? whole)
        {
            var mapped = Edges.Count + Links.Count;
            return whole is null
                ? new(mapped, mapped, 0, 0, [])
                : new(mapped + whole.NonMappable + whole.Refused, mapped, whole.NonMappable, whole.Refused, whole.Reasons);
        }

        public ControlMapping ToMapping(MappingContext context, MappingCounts counts) => new()
        {
            FrameworkId = framework.Id,
            FrameworkName = framework.Name,
            Words = framework.Words,
            Source = new MappingSource("", "", context.Licence, context.Document) { Hash = context.Hash },
            Kind = MappingsExplorerReader.KindOf(Edges),
            Controls = Controls.ToList(),
            Edges = [.. Edges.Select(edge => edge with { Control = Controls.SpellingOf(edge.Control) })],
            Links = [.. Links.Select(link => link with { Control = Controls.SpellingOf(link.Control) })],
            Counts = counts,
        };
    }
}
