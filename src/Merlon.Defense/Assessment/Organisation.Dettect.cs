using Merlon.Dettect;
using Merlon.Documents;

namespace Merlon.Assessment;

public sealed partial record Organisation
{
    /// <summary>Administration files of DeTT&amp;CT that the organisation names.</summary>
    public IReadOnlyList<DettectReference> DettectReferences { get; init; } = [];

    /// <summary>Those files as they were read; empty until somebody reads them (<see cref="DettectImport"/>).</summary>
    public IReadOnlyList<ImportedDettect> DettectFiles { get; init; } = [];
}

/// <summary>An administration file of DeTT&amp;CT that an organisation names.</summary>
/// <param name="Path">As written, relative to the organisation file.</param>
/// <param name="Scopes">Names of the organisation's scopes by what the file calls a system; letter case of the key is ignored.</param>
/// <param name="Location">Where it is written.</param>
public sealed record DettectReference(string Path, IReadOnlyDictionary<string, IReadOnlyList<string>> Scopes, SourceLocation Location);

/// <summary>An administration file that was read for an organisation.</summary>
/// <param name="Reference">How the organisation names it.</param>
/// <param name="File">The file.</param>
public sealed record ImportedDettect(DettectReference Reference, DettectFile File);
