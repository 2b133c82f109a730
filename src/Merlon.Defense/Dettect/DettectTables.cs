using System.Collections.Frozen;
using System.Text.Json;
using Merlon.Documents;

namespace Merlon.Dettect;

/// <summary>
/// Two tables that DeTT&amp;CT carries in its folder <c>data</c> and Merlon does not: which of its own data sources show a
/// technique (<c>dettect_data_sources.json</c>), and which data sources exist on a platform
/// (<c>data_source_platforms.json</c>). Without them the release alone says which components apply.
/// </summary>
public sealed record DettectTables
{
    /// <summary>File names that DeTT&amp;CT gives them.</summary>
    public const string TechniqueSourcesFileName = "dettect_data_sources.json", PlatformSourcesFileName = "data_source_platforms.json";

    /// <summary>No table: only what the release says.</summary>
    public static DettectTables None { get; } = new();

    /// <summary>DeTT&amp;CT's own data sources by technique id; empty when the table was not given.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> TechniqueSources { get; init; } = FrozenDictionary<string, IReadOnlyList<string>>.Empty;

    /// <summary>Data sources, DeTT&amp;CT's own among them, by domain and platform (<c>enterprise-attack|Windows</c>); empty when the table was not given.</summary>
    public IReadOnlyDictionary<string, IReadOnlySet<string>> PlatformSources { get; init; } = FrozenDictionary<string, IReadOnlySet<string>>.Empty;

    /// <summary>The key of <see cref="PlatformSources"/>.</summary>
    public static string KeyOf(string domain, string platform) => $"{domain}|{platform}".ToUpperInvariant();

    /// <summary>Adds a table, told apart by its shape; anything else is an error DETT014 and leaves the tables as they were.</summary>
    public DettectTables With(ReadOnlyMemory<byte> utf8, string document, ReadLimits limits, out IReadOnlyList<Diagnostic> diagnostics)
    {
        var log = new DiagnosticLog(document, limits);
        var with = this;
        try
        {
            using var json = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = limits.JsonDepthMax });
            with = json.RootElement.ValueKind switch
            {
                JsonValueKind.Array => this with { TechniqueSources = TechniquesOf(json.RootElement) },
                JsonValueKind.Object => this with { PlatformSources = PlatformsOf(json.RootElement) },
                _ => this,
            };
            if (ReferenceEquals(with, this) || with is { TechniqueSources.Count: 0, PlatformSources.Count: 0 })
            {
                log.Error("DETT014", SourceLocation.Whole, $"this is neither {TechniqueSourcesFileName} nor {PlatformSourcesFileName} of DeTT&CT");
                with = this;
            }
        }
        catch (JsonException e)
        {
            log.Error("DETT014", new SourceLocation(0, 0, e.Path), $"the file is not JSON: {e.Message}");
        }
        catch (InvalidOperationException)
        {
            log.Error("DETT014", SourceLocation.Whole, "a text of the file is no Unicode: it has half of a character"); // the parser's answer to a lone surrogate
        }

        diagnostics = log.ToList();
        return with;
    }

    static FrozenDictionary<string, IReadOnlyList<string>> TechniquesOf(JsonElement list)
    {
        var sources = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in list.EnumerateArray())
        {
            if (entry.ValueKind == JsonValueKind.Object
                && entry.TryGetProperty("technique_id", out var id) && id.ValueKind == JsonValueKind.String
                && entry.TryGetProperty("dettect_data_sources", out var names))
            {
                sources[id.GetString() ?? ""] = [.. TextsOf(names).Distinct(StringComparer.OrdinalIgnoreCase)];
            }
        }

        return sources.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
    }

    static FrozenDictionary<string, IReadOnlySet<string>> PlatformsOf(JsonElement root)
    {
        var sources = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        foreach (var matrix in root.EnumerateObject().Where(static m => m.Value.ValueKind == JsonValueKind.Object))
        {
            var dash = matrix.Name.LastIndexOf('-');
            if (dash < 0)
            {
                continue;
            }

            foreach (var platform in matrix.Value.EnumerateObject())
            {
                var key = KeyOf($"{matrix.Name[(dash + 1)..]}-attack", platform.Name);
                if (!sources.TryGetValue(key, out var names))
                {
                    sources.Add(key, names = new(StringComparer.OrdinalIgnoreCase));
                }

                names.UnionWith(TextsOf(platform.Value));
            }
        }

        return sources.ToFrozenDictionary(static pair => pair.Key, static pair => (IReadOnlySet<string>)pair.Value, StringComparer.Ordinal);
    }

    static IEnumerable<string> TextsOf(JsonElement value)
        => value.ValueKind == JsonValueKind.Array
            ? value.EnumerateArray().Where(static e => e.ValueKind == JsonValueKind.String).Select(static e => e.GetString() ?? "")
            : [];
}
