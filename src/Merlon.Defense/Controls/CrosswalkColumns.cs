using Merlon.Attack;
using Merlon.Facts;

namespace Merlon.Controls;

/// <summary>Which column of a crosswalk holds what, found from its header.</summary>
sealed record CrosswalkColumns
{
    static readonly string[] ControlWords =
    [
        "sourcecontrol", "control", "controlid", "sourceid", "source", "sourcecontrolid", "from", "requirement", "requirementid", "citation", "safeguard",
        "focaldocumentelement", "focalelement", "capability", "capabilityid",
    ];

    static readonly string[] TargetWords =
    [
        "targetcontrol", "target", "targetid", "targetcontrolid", "to", "mapsto", "mappedto", "technique", "techniques", "techniqueid", "attackid", "attackobjectid",
        "attacktechnique", "mitreattack", "referencedocumentelement", "referenceelement", "targetcontrols", "targetframeworkcontrol", "targetframeworkcontrolortechnique",
    ];

    static readonly string[] RelationWords = ["relation", "relationship", "strm", "strmrelationship", "relationtype"];
    static readonly string[] GradeWords = ["grade", "score", "scorevalue", "strength", "degree"];
    static readonly string[] CategoryWords = ["category", "scorecategory"];
    static readonly string[] TitleWords = ["title", "name", "controlname", "controltitle", "capabilitydescription", "description"];
    static readonly string[] SourceFrameworkWords = ["sourceframework", "framework", "fromframework", "focaldocument"];
    static readonly string[] TargetFrameworkWords = ["targetframework", "toframework", "referencedocument"];

    int control = -1, target = -1, relation = -1, grade = -1, category = -1, title = -1, sourceFramework = -1, targetFramework = -1;
    string source = "", destination = "";

    /// <summary>The columns that a first record names; by position when it names none.</summary>
    public static CrosswalkColumns Of(IReadOnlyList<string> cells, MappingContext context, out bool isHeader)
    {
        string[] keys = [.. cells.Select(Vocabulary.KeyOf)];
        var columns = new CrosswalkColumns
        {
            control = Find(keys, ControlWords),
            target = Find(keys, TargetWords),
            relation = Find(keys, RelationWords),
            grade = Find(keys, GradeWords),
            category = Find(keys, CategoryWords),
            title = Find(keys, TitleWords),
            sourceFramework = Find(keys, SourceFrameworkWords),
            targetFramework = Find(keys, TargetFrameworkWords),
            source = context.Framework,
            destination = context.Target,
        };
        isHeader = columns.control >= 0 || columns.target >= 0
            || cells.Any(cell => context.Names.Find(cell) is not null)
            || cells.Count > 1 && cells.All(static cell => !cell.Any(char.IsAsciiDigit));
        columns.NameByHeader(cells, context);
        columns.NameByDocument(context);
        return columns;
    }

    public string Control(IReadOnlyList<string> cells) => Cell(cells, control);

    public string Relation(IReadOnlyList<string> cells) => Cell(cells, relation);

    public string Grade(IReadOnlyList<string> cells) => Cell(cells, grade);

    public string Category(IReadOnlyList<string> cells) => Cell(cells, category);

    public string Title(IReadOnlyList<string> cells) => JsonFields.Clean(Cell(cells, title));

    public string SourceFramework(IReadOnlyList<string> cells) => Cell(cells, sourceFramework) is { Length: > 0 } named ? named : source;

    public string TargetFramework(IReadOnlyList<string> cells) => Cell(cells, targetFramework) is { Length: > 0 } named ? named : destination;

    /// <summary>What the cell lists: ids, parted by commas, semicolons, bars or line breaks, techniques by blanks too; a name behind a technique's id is left out.</summary>
    public IReadOnlyList<string> Targets(IReadOnlyList<string> cells)
    {
        var listed = new List<string>();
        foreach (var part in Cell(cells, target).Split([',', ';', '|', '\n'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var words = part.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var techniques = words.Select(static word => word.Trim(':', '(', ')')).Where(static word => TechniqueId.TryParse(word, out _)).ToArray();
            if (techniques.Length > 0)
            {
                listed.AddRange(techniques);
            }
            else if (part.Length <= MappingLimits.IdCharsMax)
            {
                listed.Add(part);
            }
        }

        return listed;
    }

    // a header that is itself the name of a framework says whose controls the column holds
    void NameByHeader(IReadOnlyList<string> cells, MappingContext context)
    {
        for (var i = 0; i < cells.Count; i++)
        {
            var isTaken = i == relation || i == grade || i == category || i == title || i == sourceFramework || i == targetFramework;
            if (isTaken)
            {
                continue;
            }

            var isNamed = context.Names.Find(cells[i]) is not null;
            if (control < 0 || control == i && isNamed)
            {
                control = i;
                source = source.Length == 0 && isNamed ? cells[i] : source;
            }
            else if (i != control && (target < 0 || target == i && isNamed))
            {
                target = i;
                destination = destination.Length == 0 && isNamed ? cells[i] : destination;
            }
        }

    }

    // hipaa-security-rule_nist-800-53-rev5.csv, pci-dss-4.0.1-to-nist-800-53.csv, our-controls.csv
    void NameByDocument(MappingContext context)
    {
        var (from, to) = FrameworksOf(context.Document, context.Names);
        source = source.Length > 0 ? source : from;
        destination = destination.Length > 0 ? destination : to;
    }

    /// <summary>The frameworks that a file's name has before and after <c>_</c> or <c>-to-</c>; the second only when it is a known one.</summary>
    internal static (string From, string To) FrameworksOf(string document, FrameworkNames names)
    {
        var stem = Path.GetFileNameWithoutExtension(document.Replace('\\', '/').Split('/')[^1]);
        foreach (var separator in (string[])["_to_", "-to-", " to ", "__", "_", "->"])
        {
            for (var at = stem.IndexOf(separator, StringComparison.OrdinalIgnoreCase); at > 0; at = stem.IndexOf(separator, at + 1, StringComparison.OrdinalIgnoreCase))
            {
                if (names.Find(stem[(at + separator.Length)..]) is { } known)
                {
                    return (stem[..at], known.Id);
                }
            }
        }

        return (stem, "");
    }

    static int Find(string[] keys, string[] words)
    {
        foreach (var word in words)
        {
            if (Array.IndexOf(keys, word) is >= 0 and var index)
            {
                return index;
            }
        }

        return -1;
    }

    static string Cell(IReadOnlyList<string> cells, int column) => column >= 0 && column < cells.Count ? cells[column] : "";
}
