using Merlon.Attack;
using Merlon.Search;

namespace Merlon.Knowledge.Tests.Search;

/// <summary>The index against looking at every text, over random queries.</summary>
public sealed class SearchDifferentialTests
{
    static readonly string[] Words =
        ["bell", "bells", "door", "doors", "Knock", "ring", "rings", "ringing", "mouse", "mice", "night", "nightly", "key", "T1001", "G0001", "0001", "étage", "twice", "small", "feet", "apt29", "apt28"];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void A_search_finds_what_looking_at_every_text_finds(int seed)
    {
        var random = new Random(seed);
        var release = RandomRelease(random);
        var naive = new NaiveSearch(release);
        var index = SearchIndex.Build(release);
        for (var i = 0; i < 25; i++)
        {
            Compare(release, naive, index, RandomQuery(random, Words), RandomFilter(random, release));
        }
    }

    [Fact]
    public void A_search_of_a_published_release_finds_what_looking_at_every_text_finds()
    {
        var random = new Random(18);
        var release = RealBundles.Release("ics-attack-18.1.json");
        var naive = new NaiveSearch(release);
        var index = SearchIndex.Build(release);
        string[] words = [.. naive.Vocabulary];
        for (var i = 0; i < 25; i++)
        {
            Compare(release, naive, index, RandomQuery(random, words), RandomFilter(random, release));
        }
    }

    [Fact]
    public void Misspelt_words_are_found_as_the_textbook_measures()
    {
        var random = new Random(7);
        var release = RandomRelease(random);
        var words = new NaiveSearch(release).Vocabulary;
        var index = new IndexReader(SearchIndex.Build(release).Bytes, IndexFormat.Of(SearchIndex.Build(release).Bytes.Span)!.Value);
        for (var i = 0; i < 200; i++)
        {
            var word = Misspelt(random, Misspelt(random, words.ElementAt(random.Next(words.Count))));
            var errorsMax = random.Next(1, 4);
            TypoScan.Of(index, word, errorsMax).Select(found => (index.TextOf(found.Term), found.Errors))
                .ShouldBe(words.Select(term => (term, NaiveSearch.Distance(word, term))).Where(near => near.Item2 > 0 && near.Item2 <= errorsMax), word);
        }
    }

    static void Compare(AttackRelease release, NaiveSearch naive, SearchIndex index, string query, SearchFilter filter)
    {
        var expected = naive.Search(query, filter);
        var answer = index.Search(new SearchQuery(query, filter, HitsMax: int.MaxValue));
        answer.Total.ShouldBe(expected.Count, query);
        answer.Hits.Select(static hit => (hit.Found.StixId, hit.Score, hit.IsExact)).ShouldBe(expected.Select(static hit => (hit.Found.StixId, hit.Score, hit.Exact > 0)), query);
        if (expected.Count > 0)
        {
            answer.WordsMatched.ShouldBe(expected[0].Matched, query);
        }

        // Each facet counts what is found without its own filter.
        foreach (var facet in answer.Facets.Where(_ => expected.Count > 0))
        {
            var without = facet.Name switch
            {
                "type" => filter with { Types = [] },
                "platform" => filter with { Platforms = [] },
                "tactic" => filter with { Tactics = [] },
                _ => filter with { Domains = [] },
            };
            var matched = naive.SearchAtLeast(query, without, answer.WordsMatched);
            facet.Values.ShouldBe(
                matched.SelectMany(found => ValuesOf(release, found, facet.Name)).GroupBy(static value => value, StringComparer.Ordinal)
                    .OrderByDescending(static value => value.Count()).ThenBy(static value => value.Key, StringComparer.Ordinal).Select(static value => new FacetValue(value.Key, value.Count())),
                $"{query} {facet.Name}");
        }
    }

    static IEnumerable<string> ValuesOf(AttackRelease release, AttackObject found, string facet) => facet switch
    {
        "type" => [ObjectFacets.TypeOf(found)],
        "platform" => found.Platforms,
        "domain" => found.Domains,
        _ => found is Technique technique ? technique.Domains.SelectMany(domain => release.TacticsOf(technique, domain)).Select(static tactic => tactic.Name).Distinct(StringComparer.Ordinal) : [],
    };

    static AttackRelease RandomRelease(Random random)
    {
        var bundle = MiniBundle.Small();
        string[] types = ["intrusion-set", "malware", "tool", "campaign", "course-of-action"];
        for (var i = 0; i < 25; i++)
        {
            var (type, key) = (types[random.Next(types.Length)], $"r{i}");
            bundle.Add(type, key, $"X{i:0000}", Text(random, 1, 3), ("description", Text(random, 0, 30)), ("aliases", MiniBundle.Refs(Text(random, 1, 2), Text(random, 1, 2))));
            bundle.Set($"{type}--{key}", "x_mitre_aliases", MiniBundle.Refs(Text(random, 1, 2), Text(random, 1, 2)));
            if (random.Next(6) == 0)
            {
                bundle.Revoke($"{type}--{key}");
            }

            bundle.Relate("uses", $"{type}--{key}", $"attack-pattern--a{random.Next(1, 3)}", ("description", Text(random, 0, 12)));
        }

        return bundle.Release();
    }

    static string Text(Random random, int least, int most)
        => string.Join(random.Next(5) == 0 ? ", " : " ", Enumerable.Range(0, random.Next(least, most + 1)).Select(_ => Words[random.Next(Words.Length)]));

    static string RandomQuery(Random random, string[] words)
    {
        var parts = Enumerable.Range(0, random.Next(1, 4)).Select(_ =>
        {
            var word = words[random.Next(words.Length)];
            return random.Next(7) switch
            {
                0 => word[..random.Next(1, word.Length + 1)],
                1 => Misspelt(random, word),
                2 => $"\"{word} {words[random.Next(words.Length)]}\"",
                3 => $"{word}.{words[random.Next(words.Length)]}",
                _ => word,
            };
        });
        return string.Join(' ', parts);
    }

    static string Misspelt(Random random, string word)
    {
        var at = random.Next(word.Length);
        return random.Next(4) switch
        {
            0 => word.Remove(at, 1) is { Length: > 0 } shorter ? shorter : word,
            1 => word.Insert(at, "o"),
            2 => $"{word[..at]}e{word[(at + 1)..]}",
            _ => at + 1 < word.Length ? $"{word[..at]}{word[at + 1]}{word[at]}{word[(at + 2)..]}" : word,
        };
    }

    static SearchFilter RandomFilter(Random random, AttackRelease release) => new(
        random.Next(4) == 0 ? ["group", "technique"] : [],
        random.Next(6) == 0 ? [.. release.All<Tactic>().Take(2)] : [],
        random.Next(6) == 0 ? ["garden", "Windows"] : [],
        random.Next(6) == 0 ? [release.Domains[0]] : [],
        random.Next(2) == 0);
}
