using Merlon.Documents;

namespace Merlon.Assessment;

public sealed partial record Organisation
{
    /// <summary>Mapping files that it names itself, beside those of the workspace.</summary>
    public IReadOnlyList<MappingPath> Mappings { get; init; } = [];
}

/// <summary>A mapping file that an organisation names.</summary>
/// <param name="Path">As written, relative to the organisation file.</param>
/// <param name="Framework">The framework whose controls it maps, where the file does not say; may be empty.</param>
/// <param name="Target">The framework that a crosswalk leads to; may be empty.</param>
/// <param name="Licence">Publisher and licence; may be empty.</param>
/// <param name="Location">Where it is written.</param>
public sealed record MappingPath(string Path, string Framework, string Target, string Licence, SourceLocation Location);
