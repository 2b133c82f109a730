namespace Merlon.Web.Tests.Languages;

/// <summary>A folder of one test, removed with it.</summary>
sealed class TemporaryFolder : IDisposable
{
    /// <summary>Where it is.</summary>
    public string Path { get; } = Directory.CreateTempSubdirectory("merlon-texts-").FullName;

    /// <summary>Writes a file below it.</summary>
    public void Write(string path, string text)
    {
        var whole = System.IO.Path.Combine(Path, path);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(whole)!); // it stands below a folder
        File.WriteAllText(whole, text);
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Path, recursive: true);
}
