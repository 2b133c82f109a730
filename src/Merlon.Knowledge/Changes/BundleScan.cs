using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Merlon.Attack;
using Merlon.Documents;
using Merlon.Stix;

namespace Merlon.Changes;

/// <summary>What one bundle holds of what is compared, in the bundle's order.</summary>
sealed class ScannedBundle(DomainBundle source, DiagnosticLog log)
{
    public string Document { get; } = source.Document;

    public DiagnosticLog Log { get; } = log;

    /// <summary>Objects of the compared types.</summary>
    public List<PublishedObject> Objects { get; } = [];

    /// <summary>Those entries whose type is <c>relationship</c>, whatever they relate.</summary>
    public List<PublishedObject> Relationships { get; } = [];

    /// <summary>How many objects name each domain in <c>x_mitre_domains</c>.</summary>
    public Dictionary<string, int> DomainVotes { get; } = new(StringComparer.Ordinal);

    /// <summary>Version of the collection object; null where there is none.</summary>
    public string? CollectionVersion { get; set; }

    /// <summary>True for STIX 2.1, whose objects say so each for itself.</summary>
    public bool IsStix21 { get; set; }

    /// <summary>What the caller knows of the domain.</summary>
    public string? StatedDomain { get; } = source.Domain;
}

/// <summary>
/// The one pass over a bundle's bytes that a comparison needs: where the few fields stand by which objects are told apart.
/// Nothing is decoded that is not asked for, and nothing is left out that another reader could not use.
/// </summary>
sealed class BundleScan
{
    readonly ReadOnlyMemory<byte> json;
    readonly DiagnosticLog log;
    readonly ScannedBundle found;
    readonly Dictionary<string, int> passedOver = new(StringComparer.Ordinal);
    bool isBundle;
    bool hasObjects;

    BundleScan(ReadOnlyMemory<byte> json, ScannedBundle found)
    {
        this.json = json;
        this.found = found;
        log = found.Log;
    }

    /// <summary>Reads a bundle; an error in its log means that there is nothing to compare.</summary>
    public static ScannedBundle Of(DomainBundle bundle, ReadLimits limits)
    {
        var scanned = new ScannedBundle(bundle, new DiagnosticLog(bundle.Document, limits));
        var utf8 = bundle.Utf8.Span.StartsWith("\uFEFF"u8) ? bundle.Utf8[3..] : bundle.Utf8;
        if (Refusal(bundle.Utf8.Length, utf8.Span, limits) is { } why)
        {
            scanned.Log.Error("DIFF001", SourceLocation.Whole, why, advice: "give a bundle of ATT&CK such as enterprise-attack-18.1.json");
            return scanned;
        }

        new BundleScan(utf8, scanned).Read(limits);
        if (!Utf8.IsValid(utf8.Span))
        {
            scanned.Log.Warn("DIFF002", SourceLocation.Whole, "the file is not UTF-8 throughout; such bytes are compared as U+FFFD", advice: "fetch the file again");
        }

        return scanned;
    }

    static string? Refusal(int bytes, ReadOnlySpan<byte> json, ReadLimits limits)
        => bytes > limits.JsonBytesMax ? $"the bundle has {bytes} bytes, more than the {limits.JsonBytesMax} that are read"
            : json.Trim(" \t\r\n"u8).IsEmpty ? "the file is empty"
            : json is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] || json[0] == 0 || (json.Length > 1 && json[1] == 0) ? "the file is in UTF-16 or UTF-32, and JSON is UTF-8"
            : FileSignature.KindOf(json) is { } kind ? $"the file is {kind}, not JSON"
            : null;

    void Read(ReadLimits limits)
    {
        var reader = new Utf8JsonReader(json.Span, new JsonReaderOptions { MaxDepth = limits.JsonDepthMax });
        try
        {
            ReadRoot(ref reader);
        }
        catch (JsonException broken)
        {
            var isDeep = reader.CurrentDepth >= limits.JsonDepthMax - 1 && JsonPlace.IsOpening(json.Span, broken);
            var isCut = JsonPlace.IsAtEnd(json.Span, broken);
            log.Error(
                "DIFF001", JsonPlace.Of(json.Span, broken),
                isDeep ? $"the JSON is nested deeper than {limits.JsonDepthMax} levels and was not read"
                    : isCut ? "the JSON ends in the middle; nothing of it was taken" : "the JSON is broken here; nothing of it was taken",
                JsonPlace.ExcerptAt(json.Span, broken),
                isCut ? "the file was probably cut off when it was copied or downloaded: fetch it again" : null);
            return;
        }

        if (!isBundle || !hasObjects)
        {
            log.Error(
                "DIFF001", SourceLocation.Whole, isBundle ? "this STIX bundle has no list of objects" : "this JSON is not a STIX bundle",
                advice: "give a bundle of ATT&CK such as enterprise-attack-18.1.json");
        }

        foreach (var (what, count) in passedOver.OrderBy(static one => one.Key, StringComparer.Ordinal))
        {
            log.Warn("DIFF003", SourceLocation.Whole, $"{count} entries of the bundle {what} and cannot be compared");
        }
    }

    void ReadRoot(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            reader.Read();
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isType = reader.ValueTextEquals("type"u8);
            var isObjects = reader.ValueTextEquals("objects"u8);
            reader.Read();
            if (isObjects && reader.TokenType == JsonTokenType.StartArray)
            {
                hasObjects = true;
                ReadObjects(ref reader);
                continue;
            }

            isBundle |= isType && reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("bundle"u8);
            reader.Skip();
        }

        reader.Read();
    }

    void ReadObjects(ref Utf8JsonReader reader)
    {
        for (var place = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; place++)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                PassOver("are no objects");
                reader.Skip();
                continue;
            }

            var fields = ReadFields(ref reader);
            Keep(fields, place);
        }
    }

    void PassOver(string what) => passedOver[what] = passedOver.GetValueOrDefault(what) + 1;

    static ObjectFields ReadFields(ref Utf8JsonReader reader)
    {
        var fields = new ObjectFields();
        var start = (int)reader.TokenStartIndex;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            ref var field = ref FieldOf(ref reader, ref fields);
            reader.Read();
            field = ReadSlice(ref reader);
        }

        fields.Whole = new JsonSlice(start, (int)reader.BytesConsumed - start, JsonTokenType.StartObject);
        return fields;
    }

    static JsonSlice ReadSlice(ref Utf8JsonReader reader)
    {
        var (start, kind) = ((int)reader.TokenStartIndex, reader.TokenType);
        if (kind == JsonTokenType.String)
        {
            return new JsonSlice(start + 1, reader.ValueSpan.Length, kind);
        }

        reader.Skip();
        return new JsonSlice(start, (int)reader.BytesConsumed - start, kind);
    }

    // By length first: an object has some fifteen fields, and there are 25,000 objects.
    static ref JsonSlice FieldOf(ref Utf8JsonReader reader, ref ObjectFields fields)
        => ref FieldOf(reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(JsonString.Decode(reader.ValueSpan)) : reader.ValueSpan, ref fields);

    static ref JsonSlice FieldOf(ReadOnlySpan<byte> name, ref ObjectFields fields)
    {
        switch (name.Length)
        {
            case 2 when name.SequenceEqual("id"u8):
                return ref fields.StixId;
            case 4 when name.SequenceEqual("type"u8):
                return ref fields.Type;
            case 4 when name.SequenceEqual("name"u8):
                return ref fields.Name;
            case 7 when name.SequenceEqual("revoked"u8):
                return ref fields.Revoked;
            case 8 when name.SequenceEqual("modified"u8):
                return ref fields.Modified;
            case 10 when name.SequenceEqual("source_ref"u8):
                return ref fields.SourceRef;
            case 10 when name.SequenceEqual("target_ref"u8):
                return ref fields.TargetRef;
            case 11 when name.SequenceEqual("description"u8):
                return ref fields.Description;
            case 12 when name.SequenceEqual("spec_version"u8):
                return ref fields.SpecVersion;
            case 15 when name.SequenceEqual("x_mitre_version"u8):
                return ref fields.Version;
            case 15 when name.SequenceEqual("x_mitre_domains"u8):
                return ref fields.Domains;
            case 17 when name.SequenceEqual("relationship_type"u8):
                return ref fields.RelationshipType;
            case 18 when name.SequenceEqual("x_mitre_deprecated"u8):
                return ref fields.Deprecated;
            case 19 when name.SequenceEqual("external_references"u8):
                return ref fields.References;
            case 20 when name.SequenceEqual("x_mitre_contributors"u8):
                return ref fields.Contributors;
            case 23 when name.SequenceEqual("x_mitre_is_subtechnique"u8):
                return ref fields.SubTechnique;
            default:
                return ref fields.AnyOther;
        }
    }

    void Keep(ObjectFields fields, int place)
    {
        if (!fields.Type.IsText)
        {
            PassOver("have no type");
            return;
        }

        var typeUtf8 = json.Span.Slice(fields.Type.Start, fields.Type.Length);
        var type = TypeOf(typeUtf8);
        Vote(fields);
        found.IsStix21 |= fields.SpecVersion.IsText && json.Span.Slice(fields.SpecVersion.Start, fields.SpecVersion.Length).SequenceEqual("2.1"u8);
        if (type is StixTypes.Collection)
        {
            found.CollectionVersion ??= fields.Version.IsText ? new PublishedObject(json, type, "", place, fields).Version : null;
        }

        var isRelationship = type is StixTypes.Relationship;
        if (!isRelationship && !StixTypes.IsObject(type))
        {
            return;
        }

        if (!fields.StixId.IsText)
        {
            PassOver("have no id");
            return;
        }

        var stixId = JsonString.Decode(json.Span.Slice(fields.StixId.Start, fields.StixId.Length));
        var made = new PublishedObject(json, type, stixId, place, fields);
        (isRelationship ? found.Relationships : found.Objects).Add(made);
        if (!isRelationship)
        {
            Check(made);
        }
    }

    static readonly string[] KnownTypes =
    [
        StixTypes.Relationship, StixTypes.Technique, StixTypes.Malware, StixTypes.Analytic, StixTypes.DetectionStrategy, StixTypes.Mitigation, StixTypes.Group,
        StixTypes.Tool, StixTypes.DataComponent, StixTypes.DataSource, StixTypes.Campaign, StixTypes.Asset, StixTypes.Tactic, StixTypes.Matrix, StixTypes.Collection,
    ];

    static string TypeOf(ReadOnlySpan<byte> utf8)
    {
        foreach (var known in KnownTypes)
        {
            if (known.Length == utf8.Length && Ascii.Equals(utf8, known))
            {
                return known;
            }
        }

        return JsonString.Decode(utf8);
    }

    void Vote(ObjectFields fields)
    {
        if (fields.Domains.Kind != JsonTokenType.StartArray)
        {
            return;
        }

        var reader = new Utf8JsonReader(json.Span.Slice(fields.Domains.Start, fields.Domains.Length), new JsonReaderOptions { MaxDepth = 1_000 });
        while (reader.Read())
        {
            if (reader.TokenType == JsonTokenType.String && reader.CurrentDepth == 1)
            {
                var domain = JsonString.Decode(reader.ValueSpan);
                found.DomainVotes[domain] = found.DomainVotes.GetValueOrDefault(domain) + 1;
            }
        }
    }

    // What the rules have to bend for is said, since a person may read the result otherwise.
    void Check(PublishedObject one)
    {
        if (!IsFlag(one.Fields.Revoked) || !IsFlag(one.Fields.Deprecated))
        {
            log.Warn("DIFF005", PlaceOf(one), "revoked or x_mitre_deprecated is neither true nor false; what is not empty or 0 counts as true", one.StixId);
        }

        if (!one.Fields.Version.IsAbsent && one.ReadVersion() is { Unreadable: { } text })
        {
            log.Warn("DIFF006", PlaceOf(one), "the version is no X.Y; any other version counts as an \"other\" change from it", text);
        }

        if (!one.Fields.Modified.IsAbsent && !StixTimestamp.TryParse(one.ModifiedUtf8, out _))
        {
            log.Warn("DIFF007", PlaceOf(one), "the modification date is no timestamp and is compared as text", one.Modified);
        }

        if (!one.Fields.Description.IsAbsent && !one.HasDescription)
        {
            log.Warn("DIFF008", PlaceOf(one), "the description is no text and is taken for missing", one.StixId);
        }
    }

    static bool IsFlag(JsonSlice slice) => slice.IsAbsent || slice.Kind is JsonTokenType.True or JsonTokenType.False;

    static SourceLocation PlaceOf(PublishedObject one) => new(0, 0, $"$.objects[{one.Place}]");
}
