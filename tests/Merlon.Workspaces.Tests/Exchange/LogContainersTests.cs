using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using ICSharpCode.SharpZipLib.BZip2;
using Merlon.Workspaces.Exchange;

namespace Merlon.Workspaces.Tests.Exchange;

/// <summary>Compressed files and archives of logs, good and bad.</summary>
public sealed class LogContainersTests : IDisposable
{
    readonly Sandbox sandbox = new();

    public void Dispose() => sandbox.Dispose();

    static byte[] Gzip(byte[] bytes) => Packed(s => new GZipStream(s, CompressionLevel.Fastest, leaveOpen: true), bytes);

    static byte[] Bzip2(byte[] bytes) => Packed(static s => new BZip2OutputStream(s) { IsStreamOwner = false }, bytes);

    static byte[] Packed(Func<Stream, Stream> open, byte[] bytes)
    {
        var packed = new MemoryStream();
        using (var stream = open(packed))
        {
            stream.Write(bytes);
        }

        return packed.ToArray();
    }

    static byte[] Zip(params ReadOnlySpan<(string Name, byte[] Bytes)> entries)
    {
        var packed = new MemoryStream();
        using (var archive = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, bytes) in entries)
            {
                using var stream = archive.CreateEntry(name, name.Contains("stored", StringComparison.Ordinal) ? CompressionLevel.NoCompression : CompressionLevel.Fastest).Open();
                stream.Write(bytes);
            }
        }

        return packed.ToArray();
    }

    static byte[] Tar(params ReadOnlySpan<(string Name, byte[] Bytes)> entries)
    {
        var packed = new MemoryStream();
        using (var writer = new TarWriter(packed, TarEntryFormat.Pax, leaveOpen: true))
        {
            foreach (var (name, bytes) in entries)
            {
                writer.WriteEntry(name.EndsWith('/') ? new PaxTarEntry(TarEntryType.Directory, name) : new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(bytes) });
            }
        }

        return packed.ToArray();
    }

    static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    LogFileList Find(byte[] bytes, string name = "x", LogFileOptions? options = null)
    {
        File.WriteAllBytes(sandbox.PathOf(name), bytes);
        return LogFiles.Find([sandbox.PathOf(name)], options ?? LogFileOptions.Default);
    }

    string Show(LogFileList list)
        => string.Join(' ', list.Inputs.Select(i => $"{i.Document[(sandbox.Folder.Length + 1)..]}={LogFilesTests.ReadAll(i)}{string.Concat(i.Trouble?.ToList().Select(static d => d.Code) ?? [])}").Concat(list.Diagnostics.Select(static d => d.Code)));

    [Fact]
    public void Compression_is_known_by_the_bytes_whatever_the_name()
    {
        Show(Find(Gzip(Text("a")))).ShouldBe("x=a");
        Show(Find([.. Gzip(Text("a")), .. Gzip(Text("b"))])).ShouldBe("x=ab");
        Show(Find(Bzip2(Text("a")))).ShouldBe("x=a");
        Show(Find([.. Bzip2(Text("a")), .. Bzip2(Text("b"))])).ShouldBe("x=ab");
        Show(Find(Text("plain"), "x.gz")).ShouldBe("x.gz=plain");
    }

    [Fact]
    public void Archives_give_their_files_without_folders_and_without_what_systems_add()
    {
        var entries = new (string, byte[])[] { ("d/", []), ("d/b.log", Text("1")), ("__MACOSX/d/._b.log", Text("2")), ("d/.DS_Store", Text("3")), ("stored.log", Text("4")), ("../../evil.log", Text("5")) };
        Show(Find(Zip(entries))).ShouldBe("x!d/b.log=1 x!stored.log=4 x!../../evil.log=5");
        Show(Find(Tar(entries))).ShouldBe("x!d/b.log=1 x!stored.log=4 x!../../evil.log=5");
        Show(Find(Gzip(Tar(entries)))).ShouldBe("x!d/b.log=1 x!stored.log=4 x!../../evil.log=5");
        Show(Find(Bzip2(Tar(entries)))).ShouldBe("x!d/b.log=1 x!stored.log=4 x!../../evil.log=5");
        sandbox.Content.ShouldBe(["x"]);
        Find(Zip(entries)).Inputs.ShouldAllBe(static i => !i.IsNamed);
    }

    [Fact]
    public void One_level_of_packing_within_an_archive_is_opened_and_a_second_is_said()
    {
        Show(Find(Zip(("a.gz", Gzip(Text("1"))), ("b.bz2", Bzip2(Text("2"))), ("c.zip", Zip(("x", Text("3")))), ("d.tar", Tar(("x", Text("4")))), ("e.tgz", Gzip(Tar(("x", Text("5"))))))))
            .ShouldBe("x!a.gz=1 x!b.bz2=2 LOG324 LOG324 LOG324");
        Show(Find(Tar(("a.gz", Gzip(Text("1"))), ("b", Text("2"))))).ShouldBe("x!a.gz=1 x!b=2");
        Show(Find(Gzip(Gzip(Text("1"))))).ShouldBe("LOG324");
        Show(Find(Gzip(Zip(("a", Text("1")))))).ShouldBe("LOG324");
    }

    [Theory]
    [InlineData("28B52FFD0000000000", "zstd -dc")]
    [InlineData("377ABCAF271C000000", "7z x -so")]
    [InlineData("526172211A07010000", "unrar p -inul")]
    [InlineData("04224D180000000000", "lz4 -dc")]
    public void Foreign_packing_is_refused_by_name_with_advice(string head, string advice)
    {
        var list = Find([.. Convert.FromHexString(head), .. new byte[100]]);
        list.Inputs.ShouldBeEmpty();
        list.Diagnostics.ShouldHaveSingleItem().Message.ShouldContain(advice);
        list.Diagnostics[0].Code.ShouldBe("LOG320");
    }

    [Fact]
    public void An_encrypted_entry_is_left_out_and_said()
    {
        var zip = Zip(("a", Text("1")), ("b", Text("2")));
        zip[zip.AsSpan().IndexOf("PK\u0001\u0002"u8) + 8] |= 1;
        var list = Find(zip);
        Show(list).ShouldBe("x!b=2 LOG321");
        list.Diagnostics[0].Message.ShouldContain("encrypted");
    }

    [Fact]
    public void A_damaged_archive_among_others_is_told_under_its_own_name()
    {
        var deep = string.Concat(Enumerable.Repeat("a-folder/", 20));
        var good = sandbox.Write("good.log", "1");
        File.WriteAllBytes(Path.ChangeExtension(sandbox.Write($"{deep}bad.log", "2"), "zip"), Zip(("a", Text("1")))[..40]);
        var trouble = LogFiles.Find([good, sandbox.PathOf("a-folder")], LogFileOptions.Default).Diagnostics.Single(static one => one.Code == "LOG323");
        trouble.Document.ShouldEndWith($"{deep}bad.zip");
        trouble.Excerpt.ShouldBeNull();
    }

    [Fact]
    public void Cut_compression_gives_what_stands_before_the_cut()
    {
        var text = string.Concat(Enumerable.Range(0, 5_000).Select(static i => $"line {i * 7919L}\n"));
        foreach (var packed in (byte[][])[Gzip(Text(text)), Bzip2(Text(text))])
        {
            var input = Find(packed[..(packed.Length / 2)]).Inputs.ShouldHaveSingleItem();
            var read = LogFilesTests.ReadAll(input);
            text.StartsWith(read, StringComparison.Ordinal).ShouldBeTrue();
            input.Trouble.ShouldNotBeNull().ToList().ShouldHaveSingleItem().Code.ShouldBe("LOG312");
        }
    }

    [Fact]
    public void Damaged_archives_are_read_as_far_as_they_go_and_never_throw()
    {
        var random = new Random(11);
        var text = Text(string.Concat(Enumerable.Range(0, 40).Select(static i => $"line {i}\n")));
        foreach (var packed in (byte[][])[Gzip(text), Bzip2(text), Zip(("a", text), ("b.gz", Gzip(text))), Tar(("a", text), ("b.gz", Gzip(text))), Gzip(Tar(("a", text)))])
        {
            for (var i = 0; i < 300; i++)
            {
                var changed = (byte[])packed.Clone();
                changed[random.Next(changed.Length)] ^= (byte)(1 << random.Next(8));
                changed = i % 3 == 0 ? changed[..random.Next(changed.Length)] : changed;
                foreach (var input in Find(changed).Inputs)
                {
                    using var stream = input.Open();
                    stream.CopyTo(Stream.Null);
                }
            }
        }
    }

    [Theory]
    [InlineData(1_000, 1_000, "")]
    [InlineData(1_000, 20, "LOG313")]
    [InlineData(100_000_000, 20, "")]
    public void What_unpacks_without_end_is_stopped(int free, int ratio, string code)
    {
        var options = new LogFileOptions { UnpackedFreeBytes = free, UnpackedRatioMax = ratio };
        var zeros = new byte[1_000_000];
        foreach (var packed in (byte[][])[Gzip(zeros), Zip(("a", zeros)), Tar(("a", Gzip(zeros)))])
        {
            var input = Find(packed, options: options).Inputs.Single();
            using var stream = input.Open();
            var unpacked = new MemoryStream();
            stream.CopyTo(unpacked);
            string.Concat(input.Trouble.ShouldNotBeNull().ToList().Select(static d => d.Code)).ShouldBe(code);
            (unpacked.Length == zeros.Length).ShouldBe(code.Length == 0);
        }
    }

    [Theory]
    [InlineData(1_000, "")]
    [InlineData(999, "LOG313")]
    public void An_entry_has_at_most_the_bytes_that_are_allowed(int max, string code)
    {
        var input = Find(Gzip(new byte[1_000]), options: new LogFileOptions { UnpackedBytesMax = max }).Inputs.Single();
        LogFilesTests.ReadAll(input).Length.ShouldBeInRange(999, 1_000);
        string.Concat(input.Trouble.ShouldNotBeNull().ToList().Select(static d => d.Code)).ShouldBe(code);
    }

    [Fact]
    public void Files_of_an_archive_may_be_open_at_once_and_in_any_order()
    {
        var entries = Enumerable.Range(0, 9).Select(static i => ($"e{i}", Text(string.Concat(Enumerable.Repeat($"text {i}\n", 1_000))))).ToArray();
        foreach (var packed in (byte[][])[Zip(entries), Tar(entries), Gzip(Tar(entries))])
        {
            var inputs = Find(packed).Inputs;
            inputs.Count.ShouldBe(9);
            using var third = new StreamReader(inputs[3].Open());
            using var first = new StreamReader(inputs[1].Open());
            third.ReadLine().ShouldBe("text 3");
            first.ReadLine().ShouldBe("text 1");
            Parallel.For(0, 27, new ParallelOptions { MaxDegreeOfParallelism = 3 }, i =>
            {
                var text = LogFilesTests.ReadAll(inputs[i % 9]);
                string.Concat(inputs[i % 9].Trouble.ShouldNotBeNull().ToList()).ShouldBe("");
                (text == string.Concat(Enumerable.Repeat($"text {i % 9}\n", 1_000))).ShouldBeTrue();
            });
            third.ReadToEnd().Length.ShouldBe(999 * 7);
            first.ReadToEnd().Length.ShouldBe(999 * 7);
        }
    }

    [Fact]
    public void Many_entries_of_a_zip_archive_are_named_and_read_in_its_order()
    {
        var entries = Enumerable.Range(0, 70_000).Select(static i => ($"e{i}", i % 7_000 == 0 ? Text($"{i}") : Text("-"))).ToArray(); // more than a plain directory counts
        var inputs = Find(Zip(entries)).Inputs;
        inputs.Count.ShouldBe(70_000);
        for (var i = 0; i < 70_000; i += 7_000)
        {
            LogFilesTests.ReadAll(inputs[i]).ShouldBe($"{i}");
        }
    }

    [Fact]
    public void Sizes_are_those_of_the_unpacked_text_where_that_is_known()
    {
        var text = new byte[10_000];
        Find(Gzip(text)).Inputs[0].Bytes.ShouldBe(10_000);
        Find(Zip(("a", text))).Inputs[0].Bytes.ShouldBe(10_000);
        Find(Tar(("a", text))).Inputs[0].Bytes.ShouldBe(10_000);
        Find(text).Inputs[0].Bytes.ShouldBe(10_000);
    }
}
