namespace Merlon.Workspaces.Tests;

/// <summary>A folder of one test's own, removed at its end.</summary>
sealed class Sandbox : IDisposable
{
    public Sandbox() => Folder = Directory.CreateTempSubdirectory("merlon-test-").FullName;

    public string Folder { get; }

    public string PathOf(params string[] parts) => Path.Combine([Folder, .. parts]);

    /// <summary>Every file and folder in it, relative, ordinally sorted.</summary>
    public IReadOnlyList<string> Content
        => [.. Directory.EnumerateFileSystemEntries(Folder, "*", SearchOption.AllDirectories).Select(p => Path.GetRelativePath(Folder, p).Replace('\\', '/')).Order(StringComparer.Ordinal)];

    public string Write(string relative, string text)
    {
        var path = PathOf(relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path) ?? Folder);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
