using System.Text;
using Merlon.Assessment;
using Merlon.Documents;

namespace Merlon.Defense.Tests.Assessment;

public sealed class OrganisationEditTests
{
    static readonly DateOnly Day = new(2026, 11, 20);

    static OrganisationContext Context => OrganisationTexts.Context;

    static string HarborBank => File.ReadAllText(Repository.PathOf("examples/harbor-bank/organisation.yaml"));

    static YamlPath At(params object[] steps) => steps.Aggregate(YamlPath.Root, static (path, step) => step is int index ? path[index] : path[(string)step]);

    static OrganisationEdited Edit(string text, params YamlEdit[] edits) => OrganisationEdit.Apply(text, edits, Context, Day);

    [Fact]
    public void An_edit_reads_as_what_was_asked_and_all_else_as_before()
    {
        var before = OrganisationFile.Read(Encoding.UTF8.GetBytes(HarborBank), "o", Context, ReadLimits.Default, Day).Value.ShouldNotBeNull();
        var done = Edit(HarborBank, new YamlEdit.Add(At("log_sources"), [YamlTree.Map(("source", YamlTree.Text("edr")), ("devices", YamlTree.Text("50%")))]), new YamlEdit.Remove(At("groups", 2)))
            .ShouldBeOfType<OrganisationEdited.Done>();
        done.Organisation.LogSources.Count.ShouldBe(before.LogSources.Count + 1);
        done.Organisation.LogSources[^1].DeviceShare.ShouldBe(0.5);
        done.Organisation.Groups.Select(static group => group.Group.Name).ShouldBe(["FIN7", "Lazarus Group"]);
        done.Organisation.Tests.Count.ShouldBe(before.Tests.Count);
        done.Organisation.Measures.Count.ShouldBe(before.Measures.Count);
        foreach (var line in HarborBank.Split('\n').Where(static line => line.Contains('#', StringComparison.Ordinal)))
        {
            done.Text.ShouldContain(line);
        }
    }

    [Theory]
    [InlineData("sectors", "finanse")]
    [InlineData("regions", "Germny")]
    public void An_unknown_word_is_refused_with_the_near_one(string list, string word)
        => Edit(HarborBank, new YamlEdit.Add(At(list), [YamlTree.Text(word)])).ShouldBeOfType<OrganisationEdited.Refused>().Why.ShouldContain("did you mean");

    [Fact]
    public void What_is_said_twice_is_refused()
        => Edit(HarborBank, new YamlEdit.Add(At("groups"), [YamlTree.Map(("group", YamlTree.Text("FIN7")))])).ShouldBeOfType<OrganisationEdited.Refused>();

    [Fact]
    public void A_file_without_a_name_is_refused() => Edit(HarborBank, new YamlEdit.Remove(At("name"))).ShouldBeOfType<OrganisationEdited.Refused>();

    [Fact]
    public void What_becomes_of_others_is_told_and_not_refused()
        => Edit(HarborBank, new YamlEdit.Remove(At("scopes", 4))).ShouldBeOfType<OrganisationEdited.Done>().Fresh.ShouldNotBeEmpty();

    [Fact]
    public void A_fault_that_was_there_before_does_not_stand_in_the_way()
        => Edit(HarborBank.Replace("[finance]", "[finanse]", StringComparison.Ordinal), new YamlEdit.Add(At("regions"), [YamlTree.Text("France")])).ShouldBeOfType<OrganisationEdited.Done>();

    [Theory]
    [InlineData("/etc")]
    [InlineData("..")]
    [InlineData("a/../../b")]
    [InlineData("C:/x")]
    [InlineData("\\\\h\\s")]
    [InlineData(".merlon")]
    [InlineData("~")]
    public void A_new_path_stays_in_the_folder(string path)
        => Edit(HarborBank, new YamlEdit.Add(At("rules"), [YamlTree.Map(("path", YamlTree.Text(path)))])).ShouldBeOfType<OrganisationEdited.Refused>().Why.ShouldContain("folder");

    [Fact]
    public void A_path_that_is_there_already_stays()
        => Edit(HarborBank, new YamlEdit.Put(At("rules", 0, "state"), YamlTree.Text("available"))).ShouldBeOfType<OrganisationEdited.Done>().Organisation.Rules[0].Path.ShouldBe("../../rules");

    [Fact]
    public void A_table_comes_back_as_it_went_out()
    {
        var root = YamlDocument.Read(Encoding.UTF8.GetBytes(HarborBank), "o", ReadLimits.Default).Value.ShouldBeOfType<YamlNode.Mapping>();
        foreach (var list in OrganisationTables.Columns.Keys)
        {
            root.TryFind(list, out var entries).ShouldBeTrue();
            var read = OrganisationTables.Read(list, Encoding.UTF8.GetBytes(OrganisationTables.Write(list, root)));
            read.Diagnostics.ShouldBeEmpty();
            YamlTree.AreSame(YamlTree.List(read.Value.ShouldNotBeNull()), entries).ShouldBeTrue(list);
        }
    }

    [Fact]
    public void A_cell_that_a_spreadsheet_would_compute_is_text_there_and_the_same_when_it_comes_back()
    {
        var root = YamlTree.Map(("tests", YamlTree.List([YamlTree.Map(("technique", YamlTree.Text("T1059")), ("name", YamlTree.Text("=1+1, \"x\"\ny")))])));
        var text = OrganisationTables.Write("tests", root);
        text.ShouldContain("\"'=1+1");
        var back = OrganisationTables.Read("tests", Encoding.UTF8.GetBytes(text)).Value.ShouldNotBeNull().ShouldHaveSingleItem();
        YamlTree.AreSame(back, YamlTree.Map(("technique", YamlTree.Text("T1059")), ("name", YamlTree.Text("=1+1, \"x\"\ny")))).ShouldBeTrue();
    }

    [Fact]
    public void The_template_takes_answers_one_after_the_other()
    {
        var text = OrganisationTemplate.Write(new OrganisationAnswers("Shop", [], [], [], [], [], [], null));
        foreach (var edit in (YamlEdit[])
        [
            new YamlEdit.Put(At("sectors"), YamlTree.Words(["retail"])), new YamlEdit.Add(At("regions"), [YamlTree.Text("Germany")]),
            new YamlEdit.Add(At("scopes"), [YamlTree.Map(("name", YamlTree.Text("shop floor")), ("platforms", YamlTree.Words(["Windows"])))]),
            new YamlEdit.Add(At("log_sources"), [YamlTree.Map(("source", YamlTree.Text("sysmon")), ("scopes", YamlTree.Words(["shop floor"])))]),
            new YamlEdit.Add(At("mitigations"), [YamlTree.Map(("mitigation", YamlTree.Text("M1032")), ("degree", YamlTree.Text("partial")))]),
            new YamlEdit.Add(At("tests"), [YamlTree.Map(("technique", YamlTree.Text("T1059")), ("outcome", YamlTree.Text("none")), ("date", YamlTree.Text("2026-01-01")))]),
        ])
        {
            text = Edit(text, edit).ShouldBeOfType<OrganisationEdited.Done>(edit.Path.ToString()).Text;
        }

        text.IndexOf("scopes:\n  - name: shop floor", StringComparison.Ordinal).ShouldBeLessThan(text.IndexOf("log_sources:\n  - source: sysmon", StringComparison.Ordinal));
        text.ShouldContain("# What happened when somebody tried");
    }
}
