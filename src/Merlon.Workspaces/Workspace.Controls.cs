using Merlon.Assessment;
using Merlon.Controls;
using Merlon.Documents;
using Merlon.Workspaces.Exchange;
using Merlon.Workspaces.Storage;

namespace Merlon.Workspaces;

public sealed partial class Workspace
{
    /// <summary>
    /// Reads mapping files and keeps those that could be read in the workspace, content-addressed, so that every assessment uses them. A file
    /// that cannot be read is not kept; the others are.
    /// </summary>
    /// <param name="paths">Files, or folders of which every JSON, CSV, TSV and YAML file is taken.</param>
    /// <param name="hints">What the user says of them.</param>
    /// <param name="isDryRun">True to keep nothing; the workspace may then be open for reading.</param>
    /// <param name="cancellationToken">Leaves the workspace as it was.</param>
    /// <exception cref="FileNotFoundException">A path does not exist.</exception>
    public IReadOnlyList<ImportedMapping> ImportMappings(IReadOnlyList<string> paths, MappingHints hints, bool isDryRun, CancellationToken cancellationToken)
    {
        if (!isDryRun)
        {
            RequireWriter();
        }

        var store = new MappingStore(Folder);
        var known = store.List();
        var imported = new List<ImportedMapping>();
        var added = new List<(StoredMapping, ReadOnlyMemory<byte>)>();
        foreach (var path in MappingFiles.Find(paths))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (read, bytes) = MappingFiles.Read(path, path.Replace('\\', '/'), hints);
            var isThere = read.Value is { } value && known.Any(one => string.Equals(one.Hash, value.Hash, StringComparison.Ordinal));
            imported.Add(new ImportedMapping(path, read.Value, isThere, read.Diagnostics));
            if (read.Value is { } whole && !added.Exists(one => string.Equals(one.Item1.Hash, whole.Hash, StringComparison.Ordinal)))
            {
                added.Add((new StoredMapping(whole.Hash, Path.GetFileName(path), hints, JournalText.Of(clock.GetUtcNow())), bytes));
            }
        }

        var places = known.Count(one => !added.Exists(other => string.Equals(other.Item1.Hash, one.Hash, StringComparison.Ordinal))) + added.Count;
        if (places > MappingLimits.FilesMax)
        {
            throw new InvalidDataException($"a workspace keeps {MappingLimits.FilesMax} mappings, and these would make {places}: remove some with merlon controls remove");
        }

        if (!isDryRun && added.Count > 0)
        {
            store.Add(added, cancellationToken);
            isKept = true;
        }

        return imported;
    }

    /// <summary>The mappings that the workspace keeps, as they read now.</summary>
    public IReadOnlyList<ImportedMapping> ListMappings()
    {
        var store = new MappingStore(Folder);
        return [.. store.List().Select(stored => (stored, Read: store.Read(stored, ReadLimits.Default))).Select(static one => new ImportedMapping(one.stored.Name, one.Read.Value, IsKnown: true, one.Read.Diagnostics) { Hash = one.stored.Hash, AddedOn = one.stored.AddedOn })];
    }

    /// <summary>Takes mappings out by the beginning of their hash, their file name or their framework's id; gives what was taken out.</summary>
    public IReadOnlyList<ImportedMapping> RemoveMappings(IReadOnlyList<string> words)
    {
        RequireWriter();
        const int hashCharsMin = 6;
        var gone = ListMappings().Where(stored => words.Any(word =>
            word.Length >= hashCharsMin && stored.Hash.StartsWith(word, StringComparison.OrdinalIgnoreCase)
            || string.Equals(stored.Path, word, StringComparison.OrdinalIgnoreCase)
            || (stored.Read?.Mappings ?? []).Any(mapping => string.Equals(mapping.FrameworkId, word, StringComparison.OrdinalIgnoreCase)))).ToList();
        if (gone.Count > 0)
        {
            new MappingStore(Folder).Remove([.. gone.Select(static stored => stored.Hash)]);
        }

        return gone;
    }

    /// <summary>The built-in frameworks and those of the workspace's mappings.</summary>
    public Parsed<ControlMappings> LoadControls()
    {
        List<Diagnostic> diagnostics = [];
        return new Parsed<ControlMappings>(LoadControls(organisation: null, diagnostics), diagnostics);
    }

    /// <summary>The built-in frameworks, those of the workspace's mappings, then those of the files that the organisation names, which speak last.</summary>
    ControlMappings LoadControls(OrganisationPaths? organisation, List<Diagnostic> diagnostics)
    {
        var limits = ReadLimits.Default;
        var mappings = new List<ControlMapping>();
        foreach (var stored in ListMappings())
        {
            Take(stored.Read, stored.Read is null ? stored.Diagnostics : []);
        }

        if (organisation is not null && BoundedBytes.OfPlainFile(organisation.FullPath, limits.YamlBytesMax) is BoundedBytes.Whole { Bytes: var bytes })
        {
            foreach (var named in OrganisationFile.MappingsIn(bytes, organisation.Document, limits))
            {
                var path = Path.Combine(organisation.Folder, named.Path);
                if (!File.Exists(path))
                {
                    diagnostics.Add(new Diagnostic(
                        "MAP010", Severity.Warning, organisation.Shown, named.Location, "the mapping file does not exist; its controls are not known", named.Path, "paths are relative to the organisation file"));
                    continue;
                }

                var read = MappingFiles.Read(path, named.Path.Replace('\\', '/'), new MappingHints(named.Framework, named.Target, named.Licence)).Read;
                Take(read.Value, read.Diagnostics);
            }
        }

        return ControlMappings.OpenBuiltIn().With(mappings);

        void Take(ReadMappings? read, IReadOnlyList<Diagnostic> noticed)
        {
            mappings.AddRange(read?.Mappings ?? []);
            diagnostics.AddRange(noticed);
        }
    }
}

/// <summary>A mapping file as it was read.</summary>
/// <param name="Path">As the user gave it; the file's name for one of the workspace.</param>
/// <param name="Read">What it holds; null when it is no mapping.</param>
/// <param name="IsKnown">True when the workspace had these very bytes before.</param>
/// <param name="Diagnostics">What the reader noticed.</param>
public sealed record ImportedMapping(string Path, ReadMappings? Read, bool IsKnown, IReadOnlyList<Diagnostic> Diagnostics)
{
    /// <summary>SHA-256 of the bytes for one of the workspace; else empty.</summary>
    public string Hash { get; init; } = "";

    /// <summary>When it was imported (UTC, ISO 8601) for one of the workspace; else empty.</summary>
    public string AddedOn { get; init; } = "";
}
