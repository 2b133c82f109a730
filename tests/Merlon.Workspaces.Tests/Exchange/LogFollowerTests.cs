using System.Buffers.Binary;
using System.IO.Compression;
using Merlon.Workspaces.Exchange;

namespace Merlon.Workspaces.Tests.Exchange;

/// <summary>Logs that grow, turn over, are cut and come anew, and runs that go on where one stopped.</summary>
public sealed class LogFollowerTests : IDisposable
{
    readonly Sandbox sandbox = new();

    public void Dispose() => sandbox.Dispose();

    LogFollower Follow(string path, IReadOnlyList<LogPosition>? positions = null) => new([sandbox.PathOf(path)], LogFileOptions.Default, positions ?? []);

    string Look(LogFollower follower, bool isLast = false)
    {
        var step = follower.Look(isLast);
        return string.Join(' ', step.Inputs.Select(i => $"{i.Document[(sandbox.Folder.Length + 1)..]}={LogFilesTests.ReadAll(i).Replace("\n", "/", StringComparison.Ordinal)}")
            .Concat(step.Diagnostics.Select(static d => d.Code)));
    }

    void Append(string name, string text) => File.AppendAllText(sandbox.PathOf(name), text);

    [Fact]
    public void Whole_lines_that_were_added_are_given_once()
    {
        sandbox.Write("a.log", "one\ntw");
        var follower = Follow("a.log");
        Look(follower).ShouldBe("a.log=one/");
        Look(follower).ShouldBe("");
        Append("a.log", "o");
        Look(follower).ShouldBe("");
        Append("a.log", "\nthree\nfo");
        Look(follower).ShouldBe("a.log=two/three/");
        Look(follower, isLast: true).ShouldBe("a.log=fo");
        Look(follower, isLast: true).ShouldBe("");
    }

    [Fact]
    public void A_file_that_is_not_there_may_come()
    {
        var follower = Follow("a.log");
        Look(follower).ShouldBe("LOG300");
        Look(follower).ShouldBe("");
        sandbox.Write("a.log", "one\n");
        Look(follower).ShouldBe("a.log=one/");
    }

    [Fact]
    public void A_file_that_was_renamed_and_begun_anew_is_read_to_its_end_and_the_new_one_from_its_beginning()
    {
        sandbox.Write("a.log", "one\n");
        var follower = Follow("a.log");
        Look(follower).ShouldBe("a.log=one/");
        Append("a.log", "two\n");
        File.Move(sandbox.PathOf("a.log"), sandbox.PathOf("a.log.1"));
        sandbox.Write("a.log", "three\n");
        Look(follower).ShouldBe("a.log.1=two/ a.log=three/");
        Append("a.log", "four\n");
        Look(follower).ShouldBe("a.log=four/");
        File.Delete(sandbox.PathOf("a.log"));
        Look(follower).ShouldBe("LOG300");
        sandbox.Write("a.log", "five\n");
        Look(follower).ShouldBe("a.log=five/ LOG331");
    }

    [Fact]
    public void In_a_folder_a_rotation_reads_nothing_twice_and_new_files_are_read()
    {
        sandbox.Write("d/a.log", "one\n");
        sandbox.Write("d/b.log", "b\n");
        var follower = Follow("d");
        Look(follower).ShouldBe("d/a.log=one/ d/b.log=b/");
        File.Move(sandbox.PathOf("d/a.log"), sandbox.PathOf("d/a.log.1"));
        sandbox.Write("d/a.log", "two\n");
        sandbox.Write("d/c.log", "c\n");
        Look(follower).ShouldBe("d/a.log=two/ d/c.log=c/");
        using (var gzip = new GZipStream(File.Create(sandbox.PathOf("d/a.log.2.gz")), CompressionLevel.Fastest))
        {
            gzip.Write("one\n"u8);
        }

        File.Delete(sandbox.PathOf("d/a.log.1"));
        Look(follower).ShouldBe("LOG332");
        File.Copy(sandbox.PathOf("d/b.log"), sandbox.PathOf("d/copy.log"));
        Look(follower).ShouldBe("d/copy.log=b/"); // the other one is still there
    }

    [Fact]
    public void A_file_that_was_cut_is_read_from_its_beginning_again()
    {
        sandbox.Write("a.log", "one\ntwo\n");
        var follower = Follow("a.log");
        Look(follower).ShouldBe("a.log=one/two/");
        sandbox.Write("a.log", "new\n");
        Look(follower).ShouldBe("a.log=new/ LOG331");
        sandbox.Write("a.log", "new\nnext\n");
        Look(follower).ShouldBe("a.log=next/");
        sandbox.Write("a.log", "new");
        Look(follower).ShouldBe(""); // said already
        Look(follower, isLast: true).ShouldBe("a.log=new");
        sandbox.Write("b.log", new string('x', 1_100) + "\ny\n");
        follower = Follow("b.log");
        follower.Look(isLast: false).Inputs.Count.ShouldBe(1);
        sandbox.Write("b.log", new string('x', 1_100) + "\n");
        follower.Look(isLast: false).Diagnostics.ShouldHaveSingleItem().Code.ShouldBe("LOG330");
    }

    [Fact]
    public void A_later_run_goes_on_where_one_stopped()
    {
        sandbox.Write("d/a.log", "one\n");
        sandbox.Write("d/b.log", "b\n");
        var first = Follow("d").Look(isLast: true);
        Append("d/a.log", "two\n");
        File.Move(sandbox.PathOf("d/b.log"), sandbox.PathOf("d/z.log"));
        var second = Follow("d", first.Positions);
        Look(second, isLast: true).ShouldBe("d/a.log=two/");
        second.Look(isLast: true).Positions.Select(static p => Path.GetFileName(p.Path)).ShouldBe(["a.log", "z.log"]);
        first.Positions.ShouldAllBe(static p => p.Offset > 0 && p.HeadBytes > 0);
    }

    [Fact]
    public void Names_of_columns_and_directives_come_again_in_front_of_what_was_added()
    {
        sandbox.Write("a.csv", "x,y\n1,2\n");
        var csv = Follow("a.csv");
        Look(csv).ShouldBe("a.csv=x,y/1,2/");
        Append("a.csv", "3,4\n");
        Look(csv).ShouldBe("a.csv=x,y/3,4/");

        sandbox.Write("u.log", "#Software: x\n#Fields: a\n1\n");
        var w3c = Follow("u.log");
        Look(w3c).ShouldBe("u.log=#Software: x/#Fields: a/1/");
        Append("u.log", "2\n#Date: x\n#Fields: b c\n3 4\n");
        Look(w3c).ShouldBe("u.log=#Software: x/#Fields: a/2/#Date: x/#Fields: b c/3 4/");
        Append("u.log", "5 6\n");
        Look(w3c).ShouldBe("u.log=#Date: x/#Fields: b c/5 6/");
    }

    [Fact]
    public void A_packed_file_is_read_whole_and_once()
    {
        using (var gzip = new GZipStream(File.Create(sandbox.PathOf("a.gz")), CompressionLevel.Fastest))
        {
            gzip.Write("one\n"u8);
        }

        var follower = Follow("a.gz");
        Look(follower).ShouldBe("a.gz=one/");
        Look(follower).ShouldBe("");
        Look(Follow("a.gz", follower.Look(isLast: true).Positions)).ShouldBe("");
    }

    [Fact]
    public void Of_an_event_log_the_chunks_are_read_in_which_nothing_is_written_any_more()
    {
        var path = sandbox.PathOf("a.evtx");
        var bytes = new byte[4096 + 4 * 65536];
        "ElfFile\0"u8.CopyTo(bytes);
        Write(current: 2);
        var follower = Follow("a.evtx");
        Length(follower).ShouldBe(4096 + 2 * 65536);
        Length(follower).ShouldBe(0);
        Write(current: 3);
        Length(follower).ShouldBe(65536);
        Length(follower, isLast: true).ShouldBe(65536);

        void Write(long current)
        {
            BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(16), current);
            File.WriteAllBytes(path, bytes);
        }

        static long Length(LogFollower follower, bool isLast = false)
        {
            var input = follower.Look(isLast).Inputs.SingleOrDefault();
            using var stream = input?.Open() ?? Stream.Null;
            var all = new MemoryStream();
            stream.CopyTo(all);
            return all.Length;
        }
    }

    [Theory]
    [InlineData(LogFilePiece.LineBytesMax - 65_536, "")]
    [InlineData(LogFilePiece.LineBytesMax + 65_536, "a.log")]
    public void A_line_without_an_end_waits_up_to_the_limit(int length, string expected)
    {
        sandbox.Write("a.log", new string('x', length));
        string.Join(' ', Follow("a.log").Look(isLast: false).Inputs.Select(static i => Path.GetFileName(i.Document))).ShouldBe(expected);
    }

    // The naive twin: whatever was appended to whatever file, and however it was rotated, is read once and in order.
    [Fact]
    public void Nothing_is_lost_and_nothing_is_read_twice_over_many_random_steps()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            var folder = Directory.CreateDirectory(sandbox.PathOf($"r{seed}")).FullName;
            var follower = new LogFollower([folder], LogFileOptions.Default, []);
            var (written, read, files) = (0, new List<string>(), 0);
            for (var i = 0; i < 60; i++)
            {
                switch (random.Next(5))
                {
                    case 0 when File.Exists(Path.Combine(folder, "a.log")):
                        File.Move(Path.Combine(folder, "a.log"), Path.Combine(folder, $"a.log.{++files}"));
                        break;
                    case 1:
                        Read(isLast: false);
                        break;
                    default:
                        File.AppendAllText(Path.Combine(folder, "a.log"), $"{written++} and some text");
                        File.AppendAllText(Path.Combine(folder, "a.log"), "\n");
                        break;
                }
            }

            Read(isLast: true);
            read.Order(StringComparer.Ordinal).ShouldBe(Enumerable.Range(0, written).Select(static n => $"{n} and some text").Order(StringComparer.Ordinal), $"seed {seed}");

            void Read(bool isLast)
            {
                foreach (var input in follower.Look(isLast).Inputs)
                {
                    read.AddRange(LogFilesTests.ReadAll(input).Split('\n', StringSplitOptions.RemoveEmptyEntries));
                }
            }
        }
    }
}
