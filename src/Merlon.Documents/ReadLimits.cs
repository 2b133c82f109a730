namespace Merlon.Documents;

/// <summary>How much of a hostile document a reader takes before it refuses. The defaults are in docs/limits.md.</summary>
public sealed record ReadLimits
{
    /// <summary>The limits that every command uses unless it says otherwise.</summary>
    public static ReadLimits Default { get; } = new();

    /// <summary>Largest YAML document, in bytes.</summary>
    public int YamlBytesMax { get; init; } = 4 * 1024 * 1024;

    /// <summary>Deepest nesting of a YAML document, in levels.</summary>
    public int YamlDepthMax { get; init; } = 64;

    /// <summary>Most nodes of a YAML document, aliases expanded.</summary>
    public int YamlNodesMax { get; init; } = 200_000;

    /// <summary>Most aliases in a YAML document.</summary>
    public int YamlAliasesMax { get; init; } = 100;

    /// <summary>Largest JSON document (a STIX bundle, a layer), in bytes after decompression.</summary>
    public int JsonBytesMax { get; init; } = 512 * 1024 * 1024;

    /// <summary>Deepest nesting of a JSON document, in levels.</summary>
    public int JsonDepthMax { get; init; } = 64;

    /// <summary>Most entries that are read from one archive or folder.</summary>
    public int FilesMax { get; init; } = 100_000;

    /// <summary>Most diagnostics that are kept for one document; errors may take as many again.</summary>
    public int DiagnosticsMax { get; init; } = 1_000;
}
