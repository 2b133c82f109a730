using Merlon.Attack;
using Merlon.Search;

namespace Merlon.Knowledge.Tests.Search;

public sealed class SearchIndexTests
{
    readonly AttackRelease release = Release();

    static AttackRelease Release() => MiniBundle.Small()
        .Add("malware", "w1", "S0001", "Win32/Knocker", ("description", "Writes to <code>HKLM\\Software\\Knock</code> and reads .bash_profile (Citation: A book (1999)), then **hides**."))
        .Add("malware", "w2", "S0002", "KnockerLite", ("x_mitre_aliases", MiniBundle.Refs("KnockerLite", "Café Noir")))
        .Add("tool", "w3", "S0003", "Old knocker", ("revoked", true))
        .Add("intrusion-set", "g29", "G0029", "APT29", ("aliases", MiniBundle.Refs("APT29", "Cozy Bear")), ("description", "They knock softly."))
        .Add("intrusion-set", "g28", "G0028", "APT28", ("description", "They do not."))
        .Relate("uses", "intrusion-set--g28", "attack-pattern--a2", ("description", "[APT28](https://example.org/G0028) knocked with a silver hammer."))
        .Release();

    [Fact]
    public void What_the_query_names_comes_first_then_what_has_the_words()
    {
        Ids("T1001").ShouldBe(["T1001", "T1001.001"]);
        Ids("small FEET").ShouldBe(["G0001"]);
        Ids("bell ring").ShouldBe(["T1001"]);
        Ids("apt29").ShouldBe(["G0029"]);
        Answer("apt29").Hits[0].IsExact.ShouldBeTrue();
        Ids(" ").ShouldBeEmpty();
        Ids("?!").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("T1001.001", "T1001.001")]
    [InlineData("t1001001", "T1001.001")]
    [InlineData("T1001-001", "T1001.001")]
    [InlineData("apt 29", "G0029")]
    [InlineData("COZYBEAR", "G0029")]
    [InlineData("cozy-bear", "G0029")]
    [InlineData("Win32/Knocker", "S0001")]
    [InlineData("win32", "S0001")]
    [InlineData(".bash_profile", "S0001")]
    [InlineData("bash_prof", "S0001")]
    [InlineData(@"HKLM\Software", "S0001")]
    [InlineData(@"hklm\software\knock", "S0001")]
    [InlineData("cafe noir", "S0002")]
    [InlineData("CAFÉ", "S0002")]
    [InlineData("cafe\u0301 noir", "S0002")]
    [InlineData("ｃａｆｅ", "S0002")]
    public void Names_are_found_however_they_are_punctuated_and_accented(string query, string id) => Ids(query)[0].ShouldBe(id);

    [Fact]
    public void The_beginning_of_a_word_is_enough_but_counts_less()
        => Ids("knocker").ShouldBe(["S0001", "S0002"]);

    [Fact]
    public void A_misspelt_word_is_found_and_said()
    {
        var answer = Answer("hamemr");
        answer.Hits.Select(static hit => hit.Found.Id).ShouldBe(["T1001.001", "G0028"], ignoreOrder: true);
        answer.Corrections.ShouldBe([new WordCorrection("hamemr", "hammer")]);
        Ids("apt27").ShouldBeEmpty("a digit is no misspelling");
        Ids("bll").ShouldBeEmpty("three letters are too few");
        Ids("micrphoen").ShouldNotBeEmpty("nine letters may have two errors");
        Ids("mcrphoen").ShouldBeEmpty("eight letters may not have three");
    }

    [Fact]
    public void A_procedure_names_both_ends_and_shows_where_it_says_so()
    {
        var hits = Answer("silver hammer").Hits;
        hits.Select(static hit => hit.Found.Id).ShouldBe(["T1001.001", "G0028"], ignoreOrder: true);
        foreach (var hit in hits)
        {
            hit.Procedure.ShouldNotBeNull();
            hit.Fields.ShouldBe([SearchField.Procedure]);
            hit.Snippet.Text.ShouldBe("APT28 knocked with a silver hammer.");
            hit.Snippet.Highlights.Select(part => hit.Snippet.Text.Substring(part.Start, part.Length)).ShouldBe(["silver", "hammer"]);
        }

        hits.First(static hit => hit.Found.Id == "G0028").OtherEnd!.Id.ShouldBe("T1001.001");
    }

    [Fact]
    public void Own_words_and_those_of_one_procedure_count_together()
        => Ids("apt28 hammer").ShouldContain("G0028", StringComparer.Ordinal);

    [Fact]
    public void Quoted_words_have_to_follow_each_other()
    {
        Ids("\"knock softly\"").ShouldBe(["G0029"]);
        Ids("\"softly knock\"").ShouldBeEmpty();
        Ids("“They knock”").ShouldBe(["G0029"]);
        Ids("\"they kno\"").ShouldBeEmpty("quoted words are whole");
        Ids("\"they knock").ShouldContain("G0029", StringComparer.Ordinal, "a quote that is never closed quotes nothing");
    }

    [Fact]
    public void Where_nothing_has_all_words_those_that_have_most_are_found()
    {
        var answer = Answer("softly knock elephant");
        answer.Hits.Select(static hit => hit.Found.Id).ShouldBe(["G0029"]);
        (answer.WordsMatched, answer.Words.Count).ShouldBe((2, 3));
        answer.Hits[0].Missing.ShouldBe(["elephant"]);
    }

    [Fact]
    public void Dead_objects_come_when_asked_for_and_after_live_ones()
    {
        Ids("knocker").ShouldNotContain("S0003", StringComparer.Ordinal);
        var hits = Index().Search(new SearchQuery("knocker", SearchFilter.None with { IncludesDead = true })).Hits;
        hits[^1].Found.Id.ShouldBe("S0003");
    }

    [Fact]
    public void Facets_count_what_another_choice_would_find()
    {
        var answer = Index().Search(new SearchQuery("knock", SearchFilter.None with { Types = ["group"] }));
        answer.Hits.ShouldAllBe(static hit => hit.Found is Group);
        answer.Total.ShouldBe(answer.Hits.Count);
        var types = answer.Facets.First(static facet => facet.Name == "type").Values;
        types.Select(static value => value.Value).ShouldContain("malware", StringComparer.Ordinal);
        types.First(static value => value.Value == "group").Count.ShouldBe(answer.Total);
    }

    [Fact]
    public void A_snippet_is_plain_and_cut_at_words_around_what_was_found()
    {
        var text = string.Join(' ', Enumerable.Repeat("filler words stand here.", 40)) + " The silver key turns. " + string.Join(' ', Enumerable.Repeat("More of them follow.", 40));
        var found = MiniBundle.Small().Add("malware", "w9", "S0009", "Locksmith", ("description", text)).Release();
        var snippet = SearchIndex.Build(found).Search(new SearchQuery("silver key", SearchFilter.None, SnippetChars: 80)).Hits[0].Snippet;

        snippet.Text.Length.ShouldBeLessThanOrEqualTo(80);
        snippet.Text.ShouldStartWith("…");
        snippet.Text.ShouldEndWith("…");
        snippet.Text.ShouldContain(" The silver key turns. ");
        text.ShouldContain(snippet.Text.Trim('…'));
        snippet.Highlights.Select(part => snippet.Text.Substring(part.Start, part.Length)).ShouldBe(["silver", "key"]);
        var plain = Answer("hklm").Hits[0].Snippet;
        plain.Text.ShouldBe(@"Writes to HKLM\Software\Knock and reads .bash_profile , then hides.");
    }

    [Fact]
    public void A_long_query_is_cut_and_says_so()
    {
        var atLimit = string.Join(' ', Enumerable.Range(0, SearchQuery.WordsMax).Select(static i => $"w{i}"));
        Answer(atLimit).Ignored.ShouldBeEmpty();
        Answer($"{atLimit} more").Ignored.ShouldBe("more");
        Answer(new string('x', SearchQuery.TextCharsMax)).Ignored.ShouldBeEmpty();
        Answer(new string('x', SearchQuery.TextCharsMax + 1)).Ignored.ShouldBe("x");
    }

    [Theory]
    [InlineData("\u0000\u001b[31m knock\u202e")]
    [InlineData("\ud800 knock \udc00")]
    [InlineData("\"\"\"\" knock \"")]
    [InlineData("knock\u200bing")]
    public void Hostile_queries_are_words_like_others(string query) => Ids(query).ShouldNotBeNull();

    [Fact]
    public void Words_that_are_too_long_are_known_by_their_beginning()
    {
        var atLimit = new string('k', WordReader.WordCharsMax);
        WordReader.WordsOf(atLimit).ShouldBe([atLimit]);
        WordReader.WordsOf(atLimit + "k x").ShouldBe([atLimit, "x"]);
    }

    [Fact]
    public void The_nearest_name_is_suggested_where_nothing_is_found()
        => Answer("apt27").DidYouMean.ShouldBe("APT28");

    [Fact]
    public void The_same_release_gives_the_same_bytes_and_they_open_again()
    {
        var bytes = Index().Bytes;
        SearchIndex.Build(Release()).Bytes.Span.SequenceEqual(bytes.Span).ShouldBeTrue();
        SearchIndex.TryOpen(release, bytes, out var opened).ShouldBeTrue();
        opened.Search(new SearchQuery("knock", SearchFilter.None)).Total.ShouldBe(Answer("knock").Total);
    }

    [Fact]
    public void An_index_of_another_release_is_not_taken()
    {
        SearchIndex.TryOpen(MiniBundle.Small().Release(), Index().Bytes, out _).ShouldBeFalse();
        SearchIndex.TryOpen(MiniBundle.Small().Set("attack-pattern--a1", "modified", "2025-01-01T00:00:00Z").Release(), SearchIndex.Build(MiniBundle.Small().Release()).Bytes, out _).ShouldBeFalse();
    }

    [Fact]
    public void A_damaged_index_is_not_opened()
    {
        var whole = Index().Bytes.ToArray();
        for (var i = 0; i < whole.Length; i++)
        {
            var damaged = (byte[])whole.Clone();
            damaged[i] ^= 0x41;
            SearchIndex.TryOpen(release, damaged, out _).ShouldBeFalse($"byte {i}");
        }

        for (var length = 0; length < whole.Length; length += 7)
        {
            SearchIndex.TryOpen(release, whole.AsMemory(0, length), out _).ShouldBeFalse($"{length} bytes");
        }

        SearchIndex.TryOpen(release, (byte[])[.. whole, 0], out _).ShouldBeFalse();
    }

    /// <summary>A wrong byte with a checksum that fits: refused at opening, or found out while it is read, or harmless; never a crash.</summary>
    [Fact]
    public void A_forged_index_does_no_harm()
    {
        var random = new Random(5);
        var whole = Index().Bytes.ToArray();
        for (var i = 0; i < 3_000; i++)
        {
            var forged = (byte[])whole.Clone();
            for (var wrong = random.Next(1, 4); wrong > 0; wrong--)
            {
                forged[random.Next(IndexFormat.HeadBytes, forged.Length)] = (byte)random.Next(256);
            }

            IndexFormat.Of(whole)!.Value.WriteHead(forged);
            if (SearchIndex.TryOpen(release, forged, out var opened))
            {
                try
                {
                    opened.Search(new SearchQuery("knock bell \"silver hammer\" apt28 hamemr", SearchFilter.None with { IncludesDead = true }));
                }
                catch (InvalidDataException)
                {
                }
            }
        }
    }

    [Fact]
    public void Without_texts_names_are_found()
    {
        var index = SearchIndex.Build(BuiltInRelease.Open());
        index.Search(new SearchQuery("T1059.001", SearchFilter.None)).Hits[0].Found.Name.ShouldBe("PowerShell");
        index.Search(new SearchQuery("cozy bear", SearchFilter.None)).Hits[0].Found.Id.ShouldBe("G0016");
    }

    SearchIndex Index() => SearchIndex.Build(release);

    SearchAnswer Answer(string query) => Index().Search(new SearchQuery(query, SearchFilter.None));

    List<string> Ids(string query) => [.. Answer(query).Hits.Select(static hit => hit.Found.Id)];
}
