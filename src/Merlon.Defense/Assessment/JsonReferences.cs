using System.Globalization;
using System.Text.Json;
using Merlon.Attack;
using Merlon.Documents;

namespace Merlon.Assessment;

/// <summary>
/// Finds the references in a JSON file of a kind that is recognised by its keys: Navigator layers, Merlon's own assessment, mappings
/// of controls, STIX collections. Places are JSON paths.
/// </summary>
public static class JsonReferences
{
    /// <summary>Most references that are taken of one file.</summary>
    public const int ReferencesMax = 1_000_000;

    /// <summary>
    /// Reads a file. The value says what the file is and what it refers to; a file that is not JSON, too deep or of no known kind is
    /// not recognised, which is a value too. Never throws for content.
    /// </summary>
    public static FoundReferences Read(ReadOnlyMemory<byte> utf8, string document, ReadLimits limits)
    {
        try
        {
            var json = utf8.Span.StartsWith("\uFEFF"u8) ? utf8[3..] : utf8;
            using var parsed = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = limits.JsonDepthMax });
            return new Finder(document).Of(parsed.RootElement);
        }
        catch (JsonException e)
        {
            var place = e.LineNumber is { } line ? string.Create(CultureInfo.InvariantCulture, $" (line {line + 1})") : "";
            return new FoundReferences(new ImpactFile(document, $"it is not JSON that can be read{place}", IsRecognised: false, 0), []);
        }
    }

    sealed class Finder(string document)
    {
        readonly List<UsedReference> found = [];

        public FoundReferences Of(JsonElement root) => root.ValueKind switch
        {
            JsonValueKind.Array when root.GetArrayLength() > 0 && IsLayer(root[0]) => OfLayers(root),
            JsonValueKind.Object when IsLayer(root) => OfLayer(root),
            JsonValueKind.Object when root.TryGetProperty("merlon", out _) && root.TryGetProperty("plan", out _) => OfAssessment(root),
            JsonValueKind.Object when Is(root, "type", "bundle") && root.TryGetProperty("objects", out var objects) && objects.ValueKind == JsonValueKind.Array => OfBundle(objects),
            JsonValueKind.Object when root.TryGetProperty("mapping_objects", out _) || root.TryGetProperty("mappings", out _) => OfMapping(root),
            _ => new FoundReferences(new ImpactFile(document, "it is no layer, mapping, assessment or STIX collection", IsRecognised: false, 0), []),
        };

        static bool IsLayer(JsonElement one)
            => one.ValueKind == JsonValueKind.Object && one.TryGetProperty("techniques", out var techniques) && techniques.ValueKind == JsonValueKind.Array
                && (one.TryGetProperty("domain", out _) || one.TryGetProperty("versions", out _) || one.TryGetProperty("version", out _));

        FoundReferences OfLayers(JsonElement layers)
        {
            var index = 0;
            foreach (var layer in layers.EnumerateArray().Where(IsLayer))
            {
                AddLayer(layer, string.Create(CultureInfo.InvariantCulture, $"$[{index++}]"));
            }

            return Done("layers");
        }

        FoundReferences OfLayer(JsonElement layer)
        {
            AddLayer(layer, "$");
            return Done("layer");
        }

        void AddLayer(JsonElement layer, string path)
        {
            var name = Text(layer, "name") ?? "layer";
            var domain = Text(layer, "domain") is { } written ? written.Replace("mitre-", "", StringComparison.Ordinal) + (written.EndsWith("-attack", StringComparison.Ordinal) ? "" : "-attack") : null;
            var index = 0;
            foreach (var cell in layer.GetProperty("techniques").EnumerateArray())
            {
                var place = string.Create(CultureInfo.InvariantCulture, $"{path}.techniques[{index++}]");
                if (Text(cell, "techniqueID") is { Length: > 0 } id)
                {
                    Add(ImpactArea.Layer, $"{place}.techniqueID", ReferenceKind.Technique, id, name, domain, []);
                    if (Text(cell, "tactic") is { Length: > 0 } tactic)
                    {
                        Add(ImpactArea.Layer, $"{place}.tactic", ReferenceKind.Tactic, tactic, name, domain, [id]);
                    }
                }
            }

            if (layer.TryGetProperty("filters", out var filters) && filters.ValueKind == JsonValueKind.Object
                && filters.TryGetProperty("platforms", out var platforms) && platforms.ValueKind == JsonValueKind.Array)
            {
                var number = 0;
                foreach (var platform in platforms.EnumerateArray())
                {
                    var place = string.Create(CultureInfo.InvariantCulture, $"{path}.filters.platforms[{number++}]");
                    if (TextOf(platform) is { Length: > 0 } word)
                    {
                        Add(ImpactArea.Layer, place, ReferenceKind.Platform, word, name, domain, []);
                    }
                }
            }
        }

        FoundReferences OfAssessment(JsonElement root)
        {
            foreach (var (part, area) in (ReadOnlySpan<(string, ImpactArea)>)[("profile", ImpactArea.Profile), ("gaps", ImpactArea.Plan), ("plan", ImpactArea.Plan)])
            {
                if (root.TryGetProperty(part, out var element))
                {
                    AddIds(element, $"$.{part}", area, area == ImpactArea.Profile ? "threat profile" : part == "gaps" ? "gap" : "plan", withObjects: true);
                }
            }

            return Done("assessment");
        }

        FoundReferences OfMapping(JsonElement root)
        {
            AddIds(root, "$", ImpactArea.Mapping, "mapping", withObjects: false);
            return Done("mapping");
        }

        FoundReferences OfBundle(JsonElement objects)
        {
            HashSet<string> own = [.. objects.EnumerateArray().Select(static o => Text(o, "id") ?? "")];
            var index = 0;
            foreach (var one in objects.EnumerateArray())
            {
                var place = string.Create(CultureInfo.InvariantCulture, $"$.objects[{index++}]");
                foreach (var field in (ReadOnlySpan<string>)["source_ref", "target_ref"])
                {
                    if (Text(one, field) is { Length: > 0 } end && !own.Contains(end))
                    {
                        Add(ImpactArea.Extension, $"{place}.{field}", ReferenceKind.StixObject, end, Text(one, "relationship_type") ?? "relationship", domain: null, []);
                    }
                }
            }

            return Done("STIX collection");
        }

        /// <summary>Every string that is an id and nothing else, wherever it stands.</summary>
        void AddIds(JsonElement element, string path, ImpactArea area, string subject, bool withObjects)
        {
            switch (element.ValueKind)
            {
                case JsonValueKind.Object:
                    foreach (var member in element.EnumerateObject())
                    {
                        AddIds(member.Value, $"{path}.{NameOf(member)}", area, subject, withObjects);
                    }

                    break;
                case JsonValueKind.Array:
                    var index = 0;
                    foreach (var item in element.EnumerateArray())
                    {
                        AddIds(item, string.Create(CultureInfo.InvariantCulture, $"{path}[{index++}]"), area, subject, withObjects);
                    }

                    break;
                case JsonValueKind.String when TextOf(element) is { Length: >= 5 and <= 9 } text:
                    if (TechniqueId.TryParse(text, out _))
                    {
                        Add(area, path, ReferenceKind.Technique, text, subject, domain: null, []);
                    }
                    else if (withObjects && IsObjectId(text))
                    {
                        Add(area, path, ReferenceKind.OtherObject, text, subject, domain: null, []);
                    }

                    break;
                default:
                    break;
            }
        }

        void Add(ImpactArea area, string path, ReferenceKind kind, string reference, string subject, string? domain, IReadOnlyList<string> beside)
        {
            if (found.Count < ReferencesMax)
            {
                found.Add(new UsedReference(area, document, new SourceLocation(0, 0, path), kind, reference, subject) { Domain = domain, Beside = beside });
            }
        }

        FoundReferences Done(string what)
        {
            var isCut = found.Count == ReferencesMax;
            return new FoundReferences(new ImpactFile(document, isCut ? $"{what}, of which only the first references were read" : what, IsRecognised: true, found.Count), found);
        }

        static bool Is(JsonElement element, string member, string value) => string.Equals(Text(element, member), value, StringComparison.Ordinal);

        static bool IsObjectId(string text)
        {
            var letters = 0;
            while (letters < text.Length && char.IsAsciiLetterUpper(text[letters]))
            {
                letters++;
            }

            return letters is 1 or 2 or 3 && text.Length - letters == 4 && !text.AsSpan(letters).ContainsAnyExceptInRange('0', '9');
        }

        static string? Text(JsonElement element, string member)
            => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(member, out var value) ? TextOf(value) : null;

        // Lone surrogates and broken UTF-8 make the library throw when a text is decoded: such a text names nothing.
        static string? TextOf(JsonElement value)
        {
            try
            {
                return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
            }
            catch (InvalidOperationException)
            {
                return null;
            }
        }

        static string NameOf(JsonProperty member)
        {
            try
            {
                return Diagnostic.ExcerptOf(member.Name);
            }
            catch (InvalidOperationException)
            {
                return "?";
            }
        }
    }
}

/// <summary>What one file holds.</summary>
/// <param name="File">What the file is.</param>
/// <param name="References">Its references, in order.</param>
public sealed record FoundReferences(ImpactFile File, IReadOnlyList<UsedReference> References);
