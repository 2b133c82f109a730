namespace Merlon.Detection.Tests.Sigma;

/// <summary>The files of SigmaHQ that lie in the shared data.</summary>
static class SigmaCorpus
{
    static readonly string[] Folders =
        ["rules", "rules-compliance", "rules-dfir", "rules-emerging-threats", "rules-placeholder", "rules-threat-hunting"];

    /// <summary>Rule files of all folders, in order.</summary>
    public static IEnumerable<string> Files() => Folders.SelectMany(FilesOf);

    /// <summary>Rule files of one folder, in order.</summary>
    public static IEnumerable<string> FilesOf(string folder)
        => Directory.EnumerateFiles(SharedData.PathOf(Path.Combine("sigma", folder)), "*.yml", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal);
}
