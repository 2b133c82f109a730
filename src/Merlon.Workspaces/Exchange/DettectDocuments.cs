using Merlon.Assessment;
using Merlon.Dettect;
using Merlon.Documents;

namespace Merlon.Workspaces.Exchange;

/// <summary>Administration files of DeTT&amp;CT on the disk.</summary>
public static class DettectDocuments
{
    /// <summary>Largest table of DeTT&amp;CT's own data sources that is read, in bytes.</summary>
    public const int TableBytesMax = 16 * 1024 * 1024;

    /// <summary>Reads a file that a user names; a file that is too large is an error of the result.</summary>
    /// <exception cref="IOException">It does not exist or cannot be read.</exception>
    public static Parsed<DettectFile> Read(string path, ReadLimits limits) => Read(path, path.Replace('\\', '/'), limits);

    /// <summary>Reads DeTT&amp;CT's own tables: files, or folders that hold them under DeTT&amp;CT's names.</summary>
    /// <exception cref="FileNotFoundException">One does not exist.</exception>
    public static DettectTables ReadTables(IReadOnlyList<string> paths, ReadLimits limits, ICollection<Diagnostic> diagnostics)
    {
        var tables = DettectTables.None;
        foreach (var path in paths.SelectMany(FilesOf))
        {
            tables = tables.With(SingleFile.Read(path, TableBytesMax), path.Replace('\\', '/'), limits, out var noticed);
            foreach (var diagnostic in noticed)
            {
                diagnostics.Add(diagnostic);
            }
        }

        return tables;
    }

    /// <summary>The files that an organisation names, as far as they can be read; what cannot is said (DETT030).</summary>
    internal static Organisation Import(Organisation organisation, OrganisationPaths paths, OrganisationContext context, ReadLimits limits, List<Diagnostic> diagnostics)
    {
        var files = new List<ImportedDettect>();
        foreach (var reference in organisation.DettectReferences)
        {
            var full = Path.Combine(paths.Folder, reference.Path);
            if (!File.Exists(full))
            {
                diagnostics.Add(new Diagnostic(
                    "DETT030", Severity.Warning, paths.Shown, reference.Location, "the administration file does not exist; nothing of it counts", reference.Path,
                    "paths are relative to the organisation file"));
                continue;
            }

            var read = Read(full, reference.Path.Replace('\\', '/'), limits);
            diagnostics.AddRange(read.Diagnostics);
            if (read.Value is { } file)
            {
                files.Add(new ImportedDettect(reference, file));
            }
        }

        return DettectImport.Apply(organisation, files, context);
    }

    static Parsed<DettectFile> Read(string path, string document, ReadLimits limits)
        => BoundedBytes.OfPlainFile(path, limits.YamlBytesMax) is BoundedBytes.Whole { Bytes: var bytes }
            ? DettectReader.Read(bytes, document, limits)
            : new Parsed<DettectFile>(null, [new Diagnostic("FILE005", Severity.Error, document, SourceLocation.Whole, $"the file is larger than {limits.YamlBytesMax} bytes; nothing of it was read")]);

    static IEnumerable<string> FilesOf(string path)
    {
        if (!Directory.Exists(path))
        {
            return [path];
        }

        string[] files = [.. new[] { DettectTables.TechniqueSourcesFileName, DettectTables.PlatformSourcesFileName }.Select(name => Path.Combine(path, name)).Where(File.Exists)];
        return files.Length > 0 ? files
            : throw new FileNotFoundException($"{path} holds neither {DettectTables.TechniqueSourcesFileName} nor {DettectTables.PlatformSourcesFileName}: name DeTT&CT's folder data", path);
    }
}
