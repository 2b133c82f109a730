namespace Merlon.System.Tests.Cli;

/// <summary>A folder of its own for one test, removed with it.</summary>
sealed class ScratchFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("merlon-cli-").FullName;

    public string File(string name) => global::System.IO.Path.Combine(Path, name);

    public string Write(string name, string content)
    {
        var file = File(name);
        Directory.CreateDirectory(global::System.IO.Path.GetDirectoryName(file) ?? Path);
        global::System.IO.File.WriteAllText(file, content);
        return file;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
