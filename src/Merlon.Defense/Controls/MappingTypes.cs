using Merlon.Assessment;
using Merlon.Facts;

namespace Merlon.Controls;

/// <summary>What mapping files' words for kinds of pairs, categories, grades and relations mean.</summary>
sealed class MappingTypes
{
    /// <summary>A row that says that it maps nothing.</summary>
    const string NonMappableKey = "nonmappable";

    readonly Dictionary<string, string> meanings;

    MappingTypes(FactsTable table) => meanings = table.Rows.ToDictionary(static row => Vocabulary.KeyOf(row[0]), static row => row[1], StringComparer.Ordinal);

    public static MappingTypes OpenBuiltIn() => new(FactsTable.OpenBuiltIn("control-mapping-types.tsv", columns: 2));

    public static bool IsNonMappable(string word) => string.Equals(Vocabulary.KeyOf(word), NonMappableKey, StringComparison.Ordinal);

    /// <summary>What a mapping type says; null for a word that is not known.</summary>
    public EdgeCategory? CategoryOf(string mappingType) => meanings.GetValueOrDefault(Vocabulary.KeyOf(mappingType)) switch
    {
        "protect" => EdgeCategory.Protect,
        "detect" => EdgeCategory.Detect,
        "respond" => EdgeCategory.Respond,
        "weakness" => EdgeCategory.Weakness,
        "related" or "score" => EdgeCategory.Related,
        _ => null,
    };

    /// <summary>A score category; null for none or an unknown one.</summary>
    public EdgeCategory? ScoredCategoryOf(string word) => word.Length == 0 ? null : CategoryOf(word);

    /// <summary>A grade; null for none or an unknown one.</summary>
    public static Degree? GradeOf(string word) => Vocabulary.KeyOf(word) switch
    {
        "minimal" => Degree.Minimal,
        "partial" => Degree.Partial,
        "significant" => Degree.Significant,
        _ => null,
    };

    /// <summary>A relation of set theory in any spelling; null for one that is not known, and a word that there is none.</summary>
    public static LinkRelation? RelationOf(string word, out bool isNone)
    {
        var key = Vocabulary.KeyOf(word);
        isNone = key is "norelationship" or "notrelated" or "none" or "notequal";
        return key switch
        {
            "" or "related" or "relatedto" or "mapped" or "mapsto" or "yes" or "x" => LinkRelation.Unspecified,
            "equal" or "equalto" or "equals" or "equivalent" or "equivalentto" or "identical" => LinkRelation.Equal,
            "subset" or "subsetof" => LinkRelation.SubsetOf,
            "superset" or "supersetof" => LinkRelation.SupersetOf,
            "intersect" or "intersects" or "intersectswith" or "overlaps" or "partial" => LinkRelation.IntersectsWith,
            _ => null,
        };
    }
}
