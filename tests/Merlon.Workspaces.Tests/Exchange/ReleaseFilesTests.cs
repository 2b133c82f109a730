using System.IO.Compression;
using System.Text;
using Merlon.Documents;
using Merlon.Workspaces.Exchange;

namespace Merlon.Workspaces.Tests.Exchange;

public sealed class ReleaseFilesTests : IDisposable
{
    const string Bundle = """{"type":"bundle","id":"bundle--1","spec_version":"2.0","objects":[]}""";

    readonly Sandbox sandbox = new();

    public void Dispose() => sandbox.Dispose();

    [Theory]
    [InlineData("enterprise-attack-18.1.json", "enterprise-attack", "18.1")]
    [InlineData("Enterprise-Attack-v9.0.json.gz", "enterprise-attack", "9.0")]
    [InlineData("ics-attack.json", "ics-attack", null)]
    [InlineData("pre-attack-1.2.3.json", "pre-attack", "1.2.3")]
    [InlineData("lineage-18.1-to-19.json", null, null)]
    [InlineData("other-2.0.json", null, null)]
    [InlineData("enterprise-attack-18.json", null, null)]
    [InlineData("enterprise-attack-18.1.2.3.json", null, null)]
    [InlineData("enterprise--attack-18.1.json", null, null)]
    [InlineData("-attack.json", null, null)]
    [InlineData("x-attack-attack.json.GZ", "x-attack-attack", null)]
    [InlineData("enterprise-attack-18.1.json.bak", null, null)]
    public void Names_say_domain_and_version(string name, string? domain, string? version)
    {
        var read = BundleName.Of(name);
        read.Domain.ShouldBe(domain);
        read.Version?.Text.ShouldBe(version);
    }

    [Theory]
    [InlineData("18", true)]
    [InlineData("v18.1", true)]
    [InlineData("9999.9999.9999", true)]
    [InlineData("1.2.3.4", false)]
    [InlineData("10000.1", false)]
    [InlineData("../18.1", false)]
    [InlineData("18.", false)]
    [InlineData("", false)]
    public void Versions_are_numbers_with_points(string text, bool isVersion) => BundleVersion.TryParse(text, out _).ShouldBe(isVersion);

    [Fact]
    public void Versions_are_ordered_by_number()
    {
        BundleVersion.TryParse("9.0", out var nine).ShouldBeTrue();
        BundleVersion.TryParse("18.1", out var eighteen).ShouldBeTrue();
        (nine < eighteen).ShouldBeTrue();
    }

    [Theory]
    [InlineData("""{"type":"bundle","objects":[""", true)]
    [InlineData("""{"id":"x","objects":[""", true)]
    [InlineData("""{"type":"layer"}""", false)]
    [InlineData("""{"from":"18.1","to":"19"}""", false)]
    [InlineData("[1,2]", false)]
    [InlineData("not json", false)]
    [InlineData("", false)]
    public void The_head_tells_a_bundle(string head, bool isBundle) => BundleHead.IsBundle(Encoding.UTF8.GetBytes(head)).ShouldBe(isBundle);

    [Fact]
    public void A_head_that_is_cut_before_it_says_anything_says_nothing()
        => BundleHead.IsBundle(Encoding.UTF8.GetBytes("{\"a\":\"" + new string('x', BundleHead.Bytes) + "\"}").AsSpan(0, BundleHead.Bytes)).ShouldBeNull();

    [Fact]
    public void The_newest_version_is_taken_and_said()
    {
        Folder("enterprise-attack-9.0.json", "enterprise-attack-18.1.json", "ics-attack-18.1.json.gz", "ics-attack-9.0.json");
        var found = Find("folder", null);
        Names(found).ShouldBe(["enterprise-attack-18.1.json", "ics-attack-18.1.json.gz"]);
        found.Version.ShouldBe("18.1");
        found.Diagnostics.Select(static d => d.Code).ShouldBe(["FILE003"]);
        found.Bundles.ShouldAllBe(static b => b.Utf8.Length == Bundle.Length);
    }

    [Fact]
    public void A_wanted_version_reads_only_its_files()
    {
        Folder("enterprise-attack-9.0.json", "enterprise-attack-18.1.json");
        sandbox.Write("folder/enterprise-attack.json", "{ broken: not even looked into");
        Names(Find("folder", "v9.0")).ShouldBe(["enterprise-attack-9.0.json"]);
    }

    [Fact]
    public void What_is_no_bundle_is_noted_and_left_out()
    {
        Folder("enterprise-attack-18.1.json");
        sandbox.Write("folder/lineage-18.1-to-19.json", """{"from":"18.1"}""");
        var found = Find("folder", null);
        Names(found).ShouldBe(["enterprise-attack-18.1.json"]);
        var note = found.Diagnostics.Single();
        note.Code.ShouldBe("FILE002");
        note.Document.ShouldEndWith("lineage-18.1-to-19.json");
    }

    [Fact]
    public void A_version_that_is_not_there_is_an_error_that_lists_what_is()
    {
        Folder("enterprise-attack-9.0.json", "enterprise-attack-18.1.json");
        var found = Find("folder", "12.1");
        found.Bundles.ShouldBeEmpty();
        found.Diagnostics.Single().ToString().ShouldContain("there is 18.1, 9.0");
    }

    [Fact]
    public void A_single_file_of_another_version_is_an_error()
    {
        Folder("enterprise-attack-18.1.json");
        Find("folder/enterprise-attack-18.1.json", "12.1").Diagnostics.Single().Code.ShouldBe("FILE004");
        Find("folder/enterprise-attack-18.1.json", "18.1").Bundles.Count.ShouldBe(1);
    }

    [Fact]
    public void A_folder_without_bundles_names_the_folders_inside()
    {
        Folder("sub/enterprise-attack-18.1.json");
        Find("folder", null).Diagnostics.Single().ToString().ShouldContain("did you mean sub?");
    }

    [Fact]
    public void A_missing_path_throws() => Should.Throw<FileNotFoundException>(() => Find("nowhere", null)).Message.ShouldContain("nowhere");

    [Fact]
    public void An_empty_file_is_an_error() => OneDiagnostic(sandbox.Write("enterprise-attack-18.1.json", "")).ShouldBe("FILE012");

    [Fact]
    public void Gzip_is_told_by_its_bytes_and_not_by_its_name()
    {
        File.WriteAllBytes(sandbox.PathOf("b.json"), Gzip(Encoding.UTF8.GetBytes(Bundle)));
        Encoding.UTF8.GetString(Find("b.json", null).Bundles.Single().Utf8.Span).ShouldBe(Bundle);
    }

    [Fact]
    public void Truncated_gzip_is_an_error_and_nothing_is_read()
    {
        var bytes = Gzip(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 5000))));
        File.WriteAllBytes(sandbox.PathOf("b.json.gz"), bytes[..(bytes.Length / 2)]);
        var read = ReleaseFiles.Load(sandbox.PathOf("b.json.gz"), "18.1", null, ReadLimits.Default);
        read.Value.ShouldBeNull();
        read.HasErrors.ShouldBeTrue();
    }

    [Fact]
    public void Damaged_gzip_is_an_error()
    {
        var bytes = Gzip(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 5000))));
        bytes.AsSpan(10, 200).Fill(0xFF);
        File.WriteAllBytes(sandbox.PathOf("b.json.gz"), bytes);
        OneDiagnostic(sandbox.PathOf("b.json.gz")).ShouldBe("FILE007");
    }

    [Fact]
    public void Gzip_that_unpacks_as_only_a_bomb_does_is_refused()
    {
        File.WriteAllBytes(sandbox.PathOf("b.json.gz"), Gzip(new byte[40_000_000]));
        OneDiagnostic(sandbox.PathOf("b.json.gz")).ShouldBe("FILE006");
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void A_file_is_read_up_to_the_limit_in_every_wrapping(int past, int bundles)
    {
        var text = Bundle + new string(' ', 1000 - Bundle.Length + past);
        var limits = ReadLimits.Default with { JsonBytesMax = 1000 };
        var plain = sandbox.Write("plain.json", text);
        File.WriteAllBytes(sandbox.PathOf("packed.json"), Gzip(Encoding.UTF8.GetBytes(text)));
        Zip("archive.zip", ("enterprise-attack-18.1.json", text));
        foreach (var path in new[] { plain, sandbox.PathOf("packed.json"), sandbox.PathOf("archive.zip") })
        {
            var found = ReleaseFiles.Find(path, null, progress: null, limits);
            found.Bundles.Count.ShouldBe(bundles, path);
            found.Diagnostics.Select(static d => d.Code).ToArray().ShouldBe(bundles == 1 ? Array.Empty<string>() : new[] { "FILE005" });
        }
    }

    [Fact]
    public void Archives_are_chosen_from_as_folders_are_and_names_lead_nowhere()
    {
        Zip("archive.zip", ("x/enterprise-attack-18.1.json", Bundle), ("../../ics-attack-18.1.json", Bundle), ("enterprise-attack-9.0.json", Bundle), ("__MACOSX/ics-attack-18.1.json", "junk"));
        var found = Find("archive.zip", "18.1");
        found.Bundles.Select(static b => b.Document).ShouldBe([sandbox.PathOf("archive.zip") + "!x/enterprise-attack-18.1.json", sandbox.PathOf("archive.zip") + "!../../ics-attack-18.1.json"]);
        sandbox.Content.ShouldBe(["archive.zip"]);
    }

    [Fact]
    public void An_archive_in_a_folder_is_looked_into()
    {
        Folder("enterprise-attack-18.1.json");
        Zip("folder/more.zip", ("ics-attack-18.1.json", Bundle));
        Find("folder", null).Bundles.Count.ShouldBe(2);
    }

    [Fact]
    public void A_damaged_archive_is_an_error()
    {
        Zip("archive.zip", ("enterprise-attack-18.1.json", Bundle));
        var bytes = File.ReadAllBytes(sandbox.PathOf("archive.zip"));
        File.WriteAllBytes(sandbox.PathOf("archive.zip"), bytes[..^30]);
        OneDiagnostic(sandbox.PathOf("archive.zip")).ShouldBe("FILE007");
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(4, 0)]
    public void An_archive_has_a_bounded_number_of_entries(int entries, int bundles)
    {
        Zip("archive.zip", [("enterprise-attack-18.1.json", Bundle), .. Enumerable.Range(1, entries - 1).Select(static n => ($"{n}.txt", ""))]);
        ReleaseFiles.Find(sandbox.PathOf("archive.zip"), null, null, ReadLimits.Default with { FilesMax = 3 }).Bundles.Count.ShouldBe(bundles);
    }

    [Fact]
    public void The_same_domain_and_version_twice_is_taken_once_and_said()
    {
        Folder("enterprise-attack-18.1.json", "enterprise-attack-18.1.json.gz");
        var found = Find("folder", null);
        Names(found).ShouldBe(["enterprise-attack-18.1.json"]);
        found.Diagnostics.Select(static d => d.Code).ShouldBe(["FILE011"]);
    }

    [Fact]
    public void Of_the_real_folder_one_version_is_three_files()
    {
        var folder = SharedData.PathOf("attack");
        var found = ReleaseFiles.Find(folder, "12.1", null, ReadLimits.Default);
        Names(found).ShouldBe(["enterprise-attack-12.1.json", "ics-attack-12.1.json", "mobile-attack-12.1.json"]);
        found.Diagnostics.ShouldAllBe(static d => d.Severity == Severity.Note);
    }

    [Fact]
    public void The_real_folder_loads_as_its_newest_release()
    {
        var read = ReleaseFiles.Load(SharedData.PathOf("attack"), null, null, ReadLimits.Default);
        var release = read.Value.ShouldNotBeNull();
        release.Version.ShouldBe("18.1");
        release.Domains.ShouldBe(["enterprise-attack", "ics-attack", "mobile-attack"]);
        read.Diagnostics.ShouldContain(static d => d.Code == "FILE003");
    }

    static IEnumerable<string> Names(FoundBundles found) => found.Bundles.Select(static b => Path.GetFileName(b.Document));

    FoundBundles Find(string relative, string? version) => ReleaseFiles.Find(sandbox.PathOf(relative), version, progress: null, ReadLimits.Default);

    static string OneDiagnostic(string path)
    {
        var found = ReleaseFiles.Find(path, null, progress: null, ReadLimits.Default);
        found.Bundles.ShouldBeEmpty();
        return found.Diagnostics.Single().Code;
    }

    void Folder(params string[] names)
    {
        foreach (var name in names)
        {
            var path = sandbox.Write("folder/" + name, Bundle);
            if (name.EndsWith(".gz", StringComparison.Ordinal))
            {
                File.WriteAllBytes(path, Gzip(Encoding.UTF8.GetBytes(Bundle)));
            }
        }
    }

    void Zip(string relative, params (string Name, string Text)[] entries)
    {
        using var archive = new ZipArchive(File.Create(sandbox.PathOf(relative)), ZipArchiveMode.Create);
        foreach (var (name, text) in entries)
        {
            using var stream = archive.CreateEntry(name).Open();
            stream.Write(Encoding.UTF8.GetBytes(text));
        }
    }

    static byte[] Gzip(byte[] bytes)
    {
        using MemoryStream output = new();
        using (var gzip = new GZipStream(output, CompressionLevel.SmallestSize))
        {
            gzip.Write(bytes);
        }

        return output.ToArray();
    }
}
