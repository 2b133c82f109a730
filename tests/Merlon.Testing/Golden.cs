using Xunit;

namespace Merlon.Testing;

/// <summary>Compares output with a file in the repository; MERLON_GOLDEN=update writes the files instead, to be read in review.</summary>
public static class Golden
{
    /// <summary>Compares <paramref name="actual"/> with the golden file at <paramref name="relative"/> (from the repository's root).</summary>
    public static void Verify(string actual, string relative)
    {
        var path = Repository.PathOf(relative);
        var text = actual.ReplaceLineEndings("\n");
        if (string.Equals(Environment.GetEnvironmentVariable("MERLON_GOLDEN"), "update", StringComparison.Ordinal))
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path) ?? Repository.Root);
            File.WriteAllText(path, text);
            return;
        }

        Assert.True(File.Exists(path), $"golden file {relative} is missing; run with MERLON_GOLDEN=update and read what it wrote");
        Assert.Equal(File.ReadAllText(path).ReplaceLineEndings("\n"), text);
    }
}
