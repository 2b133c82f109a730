namespace Merlon.System.Tests.Tidy;

/// <summary>The repository's own text files, build output left out, sorted.</summary>
static class SourceTree
{
    static readonly string[] SkippedFolders = ["bin", "obj", "artifacts", ".git", ".merlon", "merlon-out", "TestResults", ".vs", ".idea", "node_modules"];

    static readonly string[] TextExtensions =
        [".cs", ".razor", ".css", ".js", ".md", ".yml", ".yaml", ".json", ".props", ".csproj", ".slnx", ".sh", ".cmd", ".txt", ".tsv", ".html", ".editorconfig", ".gitignore", ""];

    /// <summary>Paths relative to the root, with forward slashes.</summary>
    public static IReadOnlyList<string> Files { get; } =
        [.. Walk(Repository.Root).Select(static path => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    public static IEnumerable<string> Under(string folder, string extension)
        => Files.Where(path => path.StartsWith(folder, StringComparison.Ordinal) && path.EndsWith(extension, StringComparison.Ordinal));

    public static string Read(string path) => File.ReadAllText(Repository.PathOf(path));

    public static string[] Lines(string path) => File.ReadAllLines(Repository.PathOf(path));

    static IEnumerable<string> Walk(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder))
        {
            var extension = Path.GetExtension(file);
            if (TextExtensions.Contains(Path.GetFileName(file) == extension ? "" : extension, StringComparer.Ordinal))
            {
                yield return file;
            }
        }

        foreach (var inner in Directory.EnumerateDirectories(folder))
        {
            if (!SkippedFolders.Contains(Path.GetFileName(inner), StringComparer.Ordinal))
            {
                foreach (var file in Walk(inner))
                {
                    yield return file;
                }
            }
        }
    }
}
