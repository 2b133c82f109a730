using Merlon.Assessment;

namespace Merlon.Workspaces.Exchange;

/// <summary>
/// The names of an organisation's files. Evidence names documents relative to the organisation's folder, so that a statement is
/// the same statement from wherever Merlon is called; people are shown the path as they gave it.
/// </summary>
/// <param name="FullPath">The organisation file on the disk.</param>
/// <param name="Shown">As the user gave it.</param>
sealed record OrganisationPaths(string FullPath, string Shown)
{
    /// <summary>Its name in evidence.</summary>
    public string Document => Path.GetFileName(FullPath);

    /// <summary>The folder that paths in it are relative to.</summary>
    public string Folder => Path.GetDirectoryName(FullPath) ?? FullPath;

    /// <summary>Finds the file that a user's path means.</summary>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public static OrganisationPaths Of(string path)
    {
        var shown = Directory.Exists(path) ? Path.Combine(path, OrganisationFile.FileName) : path;
        if (Directory.Exists(shown))
        {
            throw new InvalidDataException($"{shown} is a folder, and the organisation's file was expected there");
        }

        if (!File.Exists(shown) && Directory.Exists(path))
        {
            _ = Directory.EnumerateFileSystemEntries(path).Any(); // a folder that cannot be read says so instead of seeming empty
        }

        return File.Exists(shown)
            ? new OrganisationPaths(Path.GetFullPath(shown), shown.Replace('\\', '/'))
            : throw new FileNotFoundException($"{shown} does not exist: name an organisation's folder or file, or make one with merlon init", shown);
    }

    /// <summary>A path of the command line as evidence names it: relative to the organisation, absolute where it was given so.</summary>
    public string DocumentOf(string path)
        => (Path.IsPathRooted(path) ? Path.GetFullPath(path) : Path.GetRelativePath(Folder, Path.GetFullPath(path))).Replace('\\', '/').TrimEnd('/');
}
