using Merlon.Workspaces.Exchange;

namespace Merlon.Workspaces.Tests.Exchange;

public sealed class SingleFileTests
{
    [Fact]
    public void A_file_is_written_whole_or_stays_as_it_was()
    {
        using var folder = new Sandbox();
        var path = Path.Combine(folder.Folder, "new", "a.svg");
        SingleFile.Write(path, static stream => stream.Write("one"u8));
        Should.Throw<InvalidOperationException>(() => SingleFile.Write(path, static stream =>
        {
            stream.Write("tw"u8);
            throw new InvalidOperationException("stopped");
        }));
        File.ReadAllText(path).ShouldBe("one");
        Directory.GetFiles(Path.Combine(folder.Folder, "new")).Length.ShouldBe(1);
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
