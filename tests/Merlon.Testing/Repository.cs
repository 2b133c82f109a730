namespace Merlon.Testing;

/// <summary>Where the repository that the tests run in lies.</summary>
public static class Repository
{
    /// <summary>Absolute path of the repository's root, found by its solution file above the test binaries.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Absolute path of something in the repository.</summary>
    public static string PathOf(string relative) => Path.Combine(Root, relative);

    static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Merlon.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException($"no Merlon.slnx above {AppContext.BaseDirectory}: tests run from the repository's build output");
    }
}
