using Xunit;

namespace Merlon.Testing;

/// <summary>Real public data outside the repository, found through MERLON_DATA (default <c>../shared/data</c> beside the checkout).</summary>
public static class SharedData
{
    /// <summary>Absolute path of a file or folder of the data; skips the running test, saying so, when it is not there.</summary>
    public static string PathOf(string relative)
    {
        var root = Environment.GetEnvironmentVariable("MERLON_DATA") is { Length: > 0 } given
            ? Path.GetFullPath(given)
            : Path.GetFullPath(Path.Combine(Repository.Root, "..", "shared", "data"));
        var path = Path.Combine(root, relative);
        if (!File.Exists(path) && !Directory.Exists(path))
        {
            Assert.Skip($"{relative} is not in {root} (set MERLON_DATA to the folder that holds it)");
        }

        return path;
    }
}
