using Merlon.Web.App.Detection;
using Merlon.Web.App.Detection.Hunts;
using Merlon.Workspaces;

namespace Merlon.Web.Tests.Detection;

/// <summary>Names, values and small edits, without a server.</summary>
public sealed class DetectionTextTests
{
    [Theory]
    [InlineData("Security.evtx", "Security.evtx")]
    [InlineData("../../etc/passwd", "passwd")]
    [InlineData("C:\\logs\\host 1.json.gz", "host_1.json.gz")]
    [InlineData("..", "log")]
    [InlineData("a\0b<script>.csv", "a_b_script_.csv")]
    [InlineData(".hidden", "hidden")]
    [InlineData("\u202Egpj.evtx", "_gpj.evtx")]
    public void A_name_on_the_disk_is_safe_and_keeps_its_ending(string given, string safe) => LogUploadShelf.SafeName(given).ShouldBe(safe);

    [Fact]
    public void A_very_long_name_keeps_its_ending() => LogUploadShelf.SafeName(new string('x', 5_000) + ".evtx").ShouldEndWith(".evtx");

    [Fact]
    public void Paths_of_the_server_are_shown_as_what_people_know()
    {
        ShownNames names = new([("/srv/ws/uploads/abc/host.evtx", "host 1.evtx"), ("/srv/logs", "logs")]);
        names.Show("/srv/ws/uploads/abc/host.evtx!inner.json").ShouldBe("host 1.evtx!inner.json");
        names.Show("could not read /srv/logs/a/b.json").ShouldBe("could not read logs/a/b.json");
    }

    [Fact]
    public void What_would_turn_text_round_or_steer_a_terminal_is_shown_and_not_obeyed()
        => ShownValue.Show("a\u001b[31m\u202Eb\n<b>").ShouldBe("a␛[31m⟨U+202E⟩b\n<b>");
}
