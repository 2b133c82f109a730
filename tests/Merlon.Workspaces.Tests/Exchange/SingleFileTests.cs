using Merlon.Workspaces.Exchange;

namespace Merlon.Workspaces.Tests.Exchange;

public sealed class SingleFileTests
{
    [Fact]
    public void A_file_is_written_whole_or_stays_as_it_was()
    {
        using var folder = new Sandbox();
        var path = Path.Combine(folder.Folder, "new", "a.svg");
        SingleFile.Write(path, static stream => stream.Write("one"u8), TestContext.Current.CancellationToken);
        Should.Throw<InvalidOperationException>(() => SingleFile.Write(path, static stream =>
        {
            stream.Write("tw"u8);
            throw new InvalidOperationException("stopped");
        }));
        File.ReadAllText(path).ShouldBe("one");
        Directory.GetFiles(Path.Combine(folder.Folder, "new")).Length.ShouldBe(1);
    }

    [Fact]
    public void A_device_is_written_into_and_not_replaced()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/dev/full"), "needs /dev/full");
        using var folder = new Sandbox();
        var path = Path.Combine(folder.Folder, "full");
        File.CreateSymbolicLink(path, "/dev/full");
        Should.Throw<IOException>(() => SingleFile.Write(path, static stream => stream.Write(new byte[100_000]), TestContext.Current.CancellationToken)).Message.ShouldContain("cannot be written");
        new FileInfo(path).LinkTarget.ShouldBe("/dev/full");
    }

    [Fact]
    public void Cancelled_while_it_writes_it_leaves_the_file_as_it_was()
    {
        using var folder = new Sandbox();
        using var cancellation = new CancellationTokenSource();
        var path = Path.Combine(folder.Folder, "a.csv");
        SingleFile.Write(path, static stream => stream.Write("one"u8), TestContext.Current.CancellationToken);
        Should.Throw<OperationCanceledException>(() => SingleFile.Write(
            path,
            stream =>
            {
                stream.Write("two"u8);
                cancellation.Cancel();
            },
            cancellation.Token));
        File.ReadAllText(path).ShouldBe("one");
        Directory.GetFiles(folder.Folder).Length.ShouldBe(1);
    }

    [Fact]
    public void A_file_that_cannot_be_written_is_named_and_no_option_that_the_command_lacks()
    {
        using var folder = new Sandbox();
        var inTheWay = Path.Combine(folder.Folder, "file");
        File.WriteAllText(inTheWay, "");
        var message = Should.Throw<IOException>(
            () => SingleFile.Write(Path.Combine(inTheWay, "a.csv"), static _ => { }, TestContext.Current.CancellationToken)).Message;
        message.ShouldContain(Path.Combine(inTheWay, "a.csv"));
        message.ShouldNotContain("--out");
    }

    [Fact]
    public void A_folder_is_not_replaced_and_the_message_names_it()
    {
        using var folder = new Sandbox();
        Should.Throw<IOException>(() => SingleFile.Write(folder.Folder, static _ => { })).Message.ShouldContain(folder.Folder);
    }

    [Fact]
    public void A_file_is_read_up_to_the_limit_and_one_byte_more_is_refused()
    {
        using var folder = new Sandbox();
        var path = Path.Combine(folder.Folder, "a.bin");
        File.WriteAllBytes(path, [1, 2, 3]);
        SingleFile.Read(path, 3).ShouldBe([1, 2, 3]);
        Should.Throw<InvalidDataException>(() => SingleFile.Read(path, 2)).Message.ShouldContain(path);
    }
}
