using System.Text;
using Merlon.Logs;
using Merlon.Workspaces.Exchange;

namespace Merlon.Workspaces.Tests.Exchange;

/// <summary>Which files paths, folders and patterns give.</summary>
public sealed class LogFilesTests : IDisposable
{
    readonly Sandbox sandbox = new();

    public void Dispose() => sandbox.Dispose();

    void Write(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            sandbox.Write(name, "x\n");
        }
    }

    string[] Found(params ReadOnlySpan<string> patterns) => [.. List(patterns).Inputs.Select(i => Path.GetRelativePath(sandbox.Folder, i.Document).Replace('\\', '/'))];

    LogFileList List(params ReadOnlySpan<string> patterns)
    {
        var paths = new List<string>();
        foreach (var pattern in patterns)
        {
            paths.Add($"{sandbox.Folder}/{pattern}");
        }

        return LogFiles.Find(paths, LogFileOptions.Default);
    }

    [Fact]
    public void A_folder_gives_all_files_below_it_in_ordinal_order()
    {
        Write("logs/b.log", "logs/B.log", "logs/a/z.txt", "logs/a.json", "logs/.hidden", "logs/.git/x");
        sandbox.Write("logs/empty.log", "");
        Found("logs").ShouldBe(["logs/B.log", "logs/a.json", "logs/a/z.txt", "logs/b.log"]);
        Found("logs/").ShouldBe(Found("logs"));
        List("logs").Diagnostics.ShouldBeEmpty();
        List("logs").Inputs.ShouldAllBe(static i => !i.IsNamed && i.Bytes == 2);
    }

    [Fact]
    public void Paths_keep_their_order_and_a_file_named_twice_is_read_once()
    {
        Write("logs/b.log", "logs/a.log", "c.log");
        var list = List("c.log", "logs/b.log", "logs", "./c.log");
        list.Inputs.Select(static i => Path.GetFileName(i.Document)).ShouldBe(["c.log", "b.log", "a.log"]);
        list.Inputs.Select(static i => i.IsNamed).ShouldBe([true, true, false]);
        list.Diagnostics.Select(static d => d.Code).ShouldBe(["LOG306", "LOG306"]);
    }

    [Theory]
    [InlineData("logs/*.log", "logs/a.log logs/b.log")]
    [InlineData("logs/?.log", "logs/a.log logs/b.log")]
    [InlineData("logs/**/*.log", "logs/a.log logs/b.log logs/x/c.log logs/x/y/d.log")]
    [InlineData("logs/**", "logs/a.json logs/a.log logs/b.log logs/x/c.log logs/x/y/d.log")]
    [InlineData("**/y/*", "logs/x/y/d.log")]
    [InlineData("logs/*/c.*", "logs/x/c.log")]
    [InlineData("*/x/**/d.log", "logs/x/y/d.log")]
    [InlineData("logs/.*", "logs/.hidden.log")]
    [InlineData("logs/*a*.l*g", "logs/a.log")]
    [InlineData("logs/**/x/**/*.log", "logs/x/c.log logs/x/y/d.log")]
    public void Patterns_are_expanded_without_a_shell(string pattern, string expected)
    {
        Write("logs/a.log", "logs/b.log", "logs/a.json", "logs/x/c.log", "logs/x/y/d.log", "logs/.hidden.log");
        Found(pattern).ShouldBe(expected.Split(' '));
    }

    [Fact]
    public void A_file_whose_name_has_a_star_is_taken_as_it_is()
    {
        if (!OperatingSystem.IsWindows())
        {
            Write("a*.log", "ab.log");
            Found("a*.log").ShouldBe(["a*.log"]);
        }
    }

    [Fact]
    public void What_is_not_there_is_said_and_the_rest_is_found()
    {
        Write("a.log");
        Directory.CreateDirectory(sandbox.PathOf("empty"));
        var list = List("none", "a.log", "*.none", "none/*.log", "empty");
        list.Inputs.Count.ShouldBe(1);
        list.Diagnostics.Select(static d => $"{d.Code} {d.Severity}").ShouldBe(["LOG300 Error", "LOG301 Error", "LOG301 Error", "LOG307 Warning"]);
    }

    [Fact]
    public void Links_are_followed_to_files_and_not_into_folders()
    {
        Write("logs/a.log");
        File.CreateSymbolicLink(sandbox.PathOf("logs", "linked.log"), sandbox.PathOf("logs", "a.log"));
        File.CreateSymbolicLink(sandbox.PathOf("logs", "dead.log"), sandbox.PathOf("nowhere"));
        Directory.CreateSymbolicLink(sandbox.PathOf("logs", "loop"), sandbox.PathOf("logs"));
        Found("logs").ShouldBe(["logs/a.log", "logs/linked.log"]);
        Found("logs/**").ShouldBe(["logs/a.log", "logs/linked.log"]);
        List("logs").Diagnostics.Select(static d => d.Code).ShouldBe(["LOG305"]);
    }

    [Theory]
    [InlineData(LogFiles.FolderDepthMax, 1, "")]
    [InlineData(LogFiles.FolderDepthMax + 1, 0, "LOG303 LOG307")]
    public void Folders_are_searched_down_to_the_limit(int depth, int files, string codes)
    {
        Write(string.Concat(Enumerable.Repeat("d/", depth)) + "a.log");
        var list = List("d");
        list.Inputs.Count.ShouldBe(files);
        string.Join(' ', list.Diagnostics.Select(static d => d.Code)).ShouldBe(codes);
    }

    [Fact]
    public void A_file_is_given_as_it_is_and_says_when_it_became_shorter_or_vanished()
    {
        var path = sandbox.Write("a.log", "one\ntwo\n");
        var input = List("a.log").Inputs[0];
        ReadAll(input).ShouldBe("one\ntwo\n");
        input.Trouble.ShouldNotBeNull().Count.ShouldBe(0);
        File.WriteAllText(path, "one\n");
        ReadAll(input).ShouldBe("one\n");
        File.Delete(path);
        ReadAll(input).ShouldBe("");
        input.Trouble.ToList().Select(static d => d.Code).ShouldBe(["LOG311", "LOG310"]);
    }

    [Fact]
    public void A_dash_is_standard_input_which_may_be_compressed()
    {
        var zipped = new MemoryStream();
        using (var gzip = new System.IO.Compression.GZipStream(zipped, System.IO.Compression.CompressionLevel.Fastest))
        {
            gzip.Write("hello\n"u8);
        }

        foreach (var (bytes, expected, code) in ((byte[], string, string)[])[("plain"u8.ToArray(), "plain", ""), (zipped.ToArray(), "hello\n", ""), ("PK\u0003\u0004xxxx"u8.ToArray(), "", "LOG320"), ([], "", "")])
        {
            var list = LogFiles.Find(["-"], new LogFileOptions { OpenStandardInput = () => new MemoryStream(bytes) });
            ReadAll(list.Inputs.Single()).ShouldBe(expected);
            string.Concat(list.Inputs[0].Trouble.ShouldNotBeNull().ToList().Select(static d => d.Code)).ShouldBe(code);
        }

        LogFiles.Find(["-"], LogFileOptions.Default).Diagnostics.Select(static d => d.Code).ShouldBe(["LOG310"]);
    }

    // Each part of a pattern is tried once from each place: a pattern of many stars is no bomb.
    [Fact]
    public void Many_stars_take_no_time()
        => LogFileGlob.Fits(string.Concat(Enumerable.Repeat("a*", 2_000)) + "b", new string('a', 20_000)).ShouldBeFalse();

    [Theory]
    [InlineData("*", "", true)]
    [InlineData("a*b?c", "axxbyc", true)]
    [InlineData("a*b?c", "axxbc", false)]
    [InlineData("*b", "abcb", true)]
    [InlineData("*b", ".b", false)]
    [InlineData(".*b", ".b", true)]
    public void A_part_fits_a_name(string part, string name, bool fits) => LogFileGlob.Fits(part, name).ShouldBe(fits);

    internal static string ReadAll(LogInput input)
    {
        using var reader = new StreamReader(input.Open(), Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
