using Merlon.Workspaces.Exchange;

namespace Merlon.Workspaces.Tests.Exchange;

public sealed class ColumnFileTests : IDisposable
{
    readonly string path = Path.GetTempFileName();

    public void Dispose() => File.Delete(path);

    [Fact]
    public void Each_line_is_a_column()
    {
        File.WriteAllText(path, "\uFEFFImage\r\n\n  Command Line \nImage\n");
        ColumnFile.Read(path).ShouldBe(["Image", "Command Line"]);
    }

    [Theory]
    [InlineData(ColumnFile.BytesMax, true)]
    [InlineData(ColumnFile.BytesMax + 1, false)]
    public void A_file_has_a_size(int bytes, bool isRead)
    {
        File.WriteAllText(path, new string('a', bytes));
        if (isRead)
        {
            ColumnFile.Read(path).Count.ShouldBe(1);
        }
        else
        {
            Should.Throw<InvalidDataException>(() => ColumnFile.Read(path)).Message.ShouldContain("larger than a list of columns may be");
        }
    }

    [Fact]
    public void What_is_no_text_is_refused()
    {
        File.WriteAllBytes(path, [0xFF, 0xFE, 0x41]);
        Should.Throw<InvalidDataException>(() => ColumnFile.Read(path)).Message.ShouldContain("no UTF-8");
        Should.Throw<FileNotFoundException>(() => ColumnFile.Read(path + "x")).Message.ShouldContain("does not exist");
    }
}
