using System.Text.Json;
using Merlon.Attack;
using Merlon.Documents;
using Merlon.Stix;

namespace Merlon.Authoring;

/// <summary>
/// Measures a STIX bundle of ATT&amp;CK, published or own, against STIX and the ATT&amp;CK specification. Every finding has a stable
/// code (<c>BUNDLE0nn</c>), a severity that depends on <see cref="BundleStrictness"/>, and a place: JSON path, and line and
/// column where lines are not longer than people read.
/// </summary>
public static class BundleValidation
{
    /// <summary>Finds everything that is wrong with a bundle; in the order of its objects. Empty when nothing is.</summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="strictness">How it is measured.</param>
    /// <param name="published">
    /// The release that a collection of own knowledge builds on: what it refers to, and whose tactics and platforms it names; null where
    /// the bundle has to stand by itself.
    /// </param>
    /// <param name="limits">Bounds on size and depth.</param>
    public static IReadOnlyList<Diagnostic> Of(StixBundle bundle, BundleStrictness strictness, AttackRelease? published, ReadLimits limits)
    {
        var json = bundle.Utf8.Span.StartsWith("\uFEFF"u8) ? bundle.Utf8[3..] : bundle.Utf8;
        var findings = new BundleFindings(bundle.Document, json, strictness);
        if (json.Length > limits.JsonBytesMax)
        {
            findings.AddAt("BUNDLE001", SourceLocation.Whole, $"the bundle has {json.Length} bytes, more than the {limits.JsonBytesMax} that are read");
            return findings.ToList(Empty);
        }

        var objects = new List<BundleObject>();
        var isV20 = false;
        try
        {
            Scan(json, limits, findings, objects, out isV20);
        }
        catch (JsonException broken)
        {
            findings.AddAt(
                "BUNDLE001", JsonPlace.Of(json.Span, broken), "the JSON is broken, cut off or nested too deeply here; nothing after it was looked at", JsonPlace.ExcerptAt(json.Span, broken));
            return findings.ToList(Empty);
        }

        var graph = new BundleGraph(objects, published, findings);
        BundleReferenceRules.Check(graph);
        BundleTechniqueRules.Check(graph);
        BundleCollectionRules.CheckPresence(graph, isV20);
        return findings.ToList(objects.ToDictionary(static o => o.Path, static o => o.Index, StringComparer.Ordinal));
    }

    static Dictionary<string, int> Empty => [];

    static void Scan(ReadOnlyMemory<byte> json, ReadLimits limits, BundleFindings findings, List<BundleObject> objects, out bool isV20)
    {
        isV20 = false;
        var type = "";
        var hasObjects = false;
        var reader = new Utf8JsonReader(json.Span, new JsonReaderOptions { MaxDepth = limits.JsonDepthMax });
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            findings.AddAt("BUNDLE001", SourceLocation.Whole, "this is no STIX bundle: the document is not a JSON object");
            return;
        }

        // Objects may stand before the version that says how to measure them.
        isV20 = IsV20(json.Span, limits);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonString.Decode(reader.ValueSpan);
            reader.Read();
            if (name is "objects" && reader.TokenType == JsonTokenType.StartArray)
            {
                hasObjects = true;
                ScanObjects(ref reader, findings, objects, isV20);
            }
            else
            {
                type = name is "type" && reader.TokenType == JsonTokenType.String ? JsonString.Decode(reader.ValueSpan) : type;
                reader.Skip();
            }
        }

        reader.Read();
        if (type is not "bundle" || !hasObjects)
        {
            findings.AddAt("BUNDLE001", SourceLocation.Whole, "this is no STIX bundle: it needs the type bundle and a list of objects");
        }
    }

    /// <summary>STIX 2.0 says its version on the bundle, 2.1 on each object.</summary>
    static bool IsV20(ReadOnlySpan<byte> json, ReadLimits limits)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = limits.JsonDepthMax });
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isVersion = reader.ValueTextEquals("spec_version");
            reader.Read();
            if (isVersion)
            {
                return reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("2.0");
            }

            reader.Skip();
        }

        return false;
    }

    static void ScanObjects(ref Utf8JsonReader reader, BundleFindings findings, List<BundleObject> objects, bool isV20)
    {
        var repeated = new List<(string Key, int Offset)>();
        for (var index = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; index++)
        {
            repeated.Clear();
            var path = $"$.objects[{index}]";
            if (StixValueReader.Read(ref reader, start: 0, repeated) is not StixValue.Mapping fields)
            {
                findings.Add("BUNDLE002", -1, path, "an entry of the bundle is no object");
                continue;
            }

            foreach (var (key, offset) in repeated)
            {
                findings.Add("BUNDLE003", offset, path, "a key stands twice; readers take one or the other", key, "remove one");
            }

            if (fields.TextOf("type").Length == 0 || fields.TextOf("id").Length == 0)
            {
                findings.Add("BUNDLE002", fields.Offset, path, "an object has type and id", fields.TextOf("name"));
                continue;
            }

            var summary = new BundleObject(index, fields);
            BundleFieldRules.Check(summary, fields, findings, isV20);
            BundleTextRules.Check(summary, fields, findings);
            if (summary.Type is StixTypes.Collection)
            {
                BundleCollectionRules.Remember(summary, fields);
            }

            objects.Add(summary);
        }
    }
}

/// <summary>The objects of a bundle as the rules between them see them.</summary>
sealed class BundleGraph
{
    public BundleGraph(IReadOnlyList<BundleObject> objects, AttackRelease? published, BundleFindings findings)
    {
        (Objects, Findings) = (objects, findings);
        foreach (var each in objects)
        {
            if (!ById.TryAdd(each.StixId, each))
            {
                findings.Add("BUNDLE005", each.Offset, $"{each.Path}.id", $"the id is here twice, first as {ById[each.StixId].Path}", each.StixId, "remove one");
            }
        }

        // A bundle with a matrix is a whole domain; one without builds on a release.
        IsWhole = objects.Any(static o => o.Type is StixTypes.Matrix && o.IsLive);
        Published = IsWhole ? null : published;
        Vocabulary = Published is null ? null : new OwnVocabulary(Published);
    }

    public IReadOnlyList<BundleObject> Objects { get; }
    public Dictionary<string, BundleObject> ById { get; } = new(StringComparer.Ordinal);
    public AttackRelease? Published { get; }
    public BundleFindings Findings { get; }
    public bool IsWhole { get; }

    /// <summary>Tactics and platforms of the release that the bundle builds on; null for a bundle that stands by itself.</summary>
    public OwnVocabulary? Vocabulary { get; }

    /// <summary>The type of what a STIX id names, in the bundle or the release; null where neither has it.</summary>
    public string? TypeOf(string stixId)
        => ById.TryGetValue(stixId, out var known) ? known.Type
            : Published is not null && (Published.TryFindStix(stixId, out _) || IsOther(stixId)) ? stixId[..stixId.IndexOf("--", StringComparison.Ordinal)] : null;

    bool IsOther(string stixId) => stixId.Contains("--", StringComparison.Ordinal) && Published is not null
        && Published.OtherObjects.Any(o => string.Equals(o.StixId, stixId, StringComparison.Ordinal));
}
