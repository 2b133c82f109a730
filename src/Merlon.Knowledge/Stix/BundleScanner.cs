using System.Text.Json;
using Merlon.Attack;
using Merlon.Documents;

namespace Merlon.Stix;

/// <summary>
/// The one pass over a bundle's bytes, and the specification of <see cref="FastBundleScanner"/>. Fields of an object come in any order (its type is often last), so each object's
/// fields are noted in <see cref="StixObjectFields"/> first and made into an object when its brace closes.
/// </summary>
sealed class BundleScanner
{
    readonly ReadOnlyMemory<byte> json;
    readonly ReadLimits limits;
    readonly DiagnosticLog log;
    readonly BundleContents contents;
    readonly StixObjectFields fields;
    readonly StixObjectMaker maker;
    string? rootType;
    bool hasObjects;
    string? telltale;

    public BundleScanner(string document, ReadOnlyMemory<byte> json, StixStrings strings, ReadLimits limits)
    {
        this.json = json;
        this.limits = limits;
        log = new DiagnosticLog(document, limits);
        contents = new BundleContents(document, log);
        fields = new StixObjectFields(json, strings, log);
        maker = new StixObjectMaker(fields, contents);
    }

    /// <summary>True for an organisation's own bundle, which may hold nothing but notes and relationships.</summary>
    public bool IsOwn { get; init; }

    /// <summary>Reads the bundle; what could not be read is in the contents' log, with errors when nothing could.</summary>
    public BundleContents Scan()
    {
        var reader = new Utf8JsonReader(json.Span, new JsonReaderOptions { MaxDepth = limits.JsonDepthMax });
        try
        {
            ReadRoot(ref reader);
        }
        catch (JsonException broken)
        {
            Report(broken, reader.CurrentDepth);
            return contents;
        }

        CheckRoot();
        NoteUnusedTypes(contents);
        return contents;
    }

    /// <summary>Says how many objects of which types were not read.</summary>
    public static void NoteUnusedTypes(BundleContents contents)
    {
        List<string> types = [.. contents.UnusedTypes.Keys];
        types.Sort(StringComparer.Ordinal);
        foreach (var type in types)
        {
            contents.Log.Note("STIX021", SourceLocation.Whole, $"{contents.UnusedTypes[type]} objects of type {type} are not ATT&CK's and were not read");
        }
    }

    void ReadRoot(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            rootType = "";
            reader.Skip();
            reader.Read();
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = JsonString.Decode(reader.ValueSpan);
            reader.Read();
            switch (name)
            {
                case "type" when reader.TokenType == JsonTokenType.String:
                    rootType = JsonString.Decode(reader.ValueSpan);
                    break;
                case "objects" when reader.TokenType == JsonTokenType.StartArray:
                    hasObjects = true;
                    ReadObjects(ref reader);
                    break;
                default:
                    telltale ??= TelltaleOf(name);
                    reader.Skip();
                    break;
            }
        }

        reader.Read();
    }

    void ReadObjects(ref Utf8JsonReader reader)
    {
        for (var place = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; place++)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                log.Warn("STIX013", new SourceLocation(0, 0, $"$.objects[{place}]"), "an entry that is not an object was left out");
                reader.Skip();
                continue;
            }

            fields.Read(ref reader, place);
            maker.Make();
        }
    }

    void CheckRoot()
    {
        if (rootType is "bundle" && hasObjects)
        {
            if (!contents.IsAttack && !IsOwn)
            {
                log.Error(
                    "STIX007", SourceLocation.Whole, "this is STIX, but no object in it carries an ATT&CK id",
                    advice: "give a bundle of ATT&CK such as enterprise-attack-18.1.json");
            }

            return;
        }

        var message = rootType switch
        {
            "" => "this JSON is not a STIX bundle: it is not an object",
            "bundle" => "this STIX bundle has no list of objects",
            null => "this JSON is not a STIX bundle",
            _ => $"this JSON is not a STIX bundle: its type is \"{Diagnostic.ExcerptOf(rootType)}\"",
        };
        log.Error("STIX006", SourceLocation.Whole, message, advice: telltale ?? "give a bundle of ATT&CK such as enterprise-attack-18.1.json");
    }

    /// <summary>What a file probably is that is often given by mistake, told by one of its keys.</summary>
    static string? TelltaleOf(string key) => key switch
    {
        "techniques" or "gradient" => "it looks like a Navigator layer",
        "collections" => "it looks like the index of ATT&CK's collections: give one of the bundles that it names",
        "mapping_objects" => "it looks like a mapping to ATT&CK, not ATT&CK itself",
        _ => null,
    };

    void Report(JsonException broken, int depth)
    {
        var location = JsonPlace.Of(json.Span, broken);

        // The reader counts a value that it has just opened one level up.
        if (depth >= limits.JsonDepthMax - 1 && JsonPlace.IsOpening(json.Span, broken))
        {
            log.Error("STIX005", location, $"the JSON is nested deeper than {limits.JsonDepthMax} levels and was not read");
            return;
        }

        var isCut = JsonPlace.IsAtEnd(json.Span, broken);
        log.Error(
            "STIX004", location,
            isCut ? "the JSON ends in the middle; nothing of it was taken" : "the JSON is broken here; nothing of it was taken",
            JsonPlace.ExcerptAt(json.Span, broken),
            isCut ? "the file was probably cut off when it was copied or downloaded: fetch it again" : null);
    }
}
