using System.Numerics;
using Merlon.Attack;
using Merlon.Search;

namespace Merlon.Knowledge.Tests.Search;

/// <summary>
/// What search means, without an index: every query looks at every word of every text. The same weights, nothing else shared
/// with the index but how texts are made and split.
/// </summary>
sealed class NaiveSearch
{
    readonly AttackRelease release;
    readonly List<Unit> units = [];
    readonly SortedSet<string> vocabulary = new(Comparer<string>.Create(static (a, b) => Utf8(a).AsSpan().SequenceCompareTo(Utf8(b))));
    readonly double nameMean, descriptionMean, procedureMean;

    public NaiveSearch(AttackRelease release)
    {
        this.release = release;
        foreach (var found in release.Objects)
        {
            units.Add(new Unit(found, null, [.. SearchTexts.Of(release, found).Select(static text => new Value(text.Slot, WordReader.WordsOf(text.Text)))]));
        }

        foreach (var said in release.Relationships.Where(SearchTexts.IsRead))
        {
            units.Add(new Unit(null, said, [new Value(Slot.Procedure, WordReader.WordsOf(PlainText.Of(said.Description)))]));
        }

        vocabulary.UnionWith(units.SelectMany(static unit => unit.Values).SelectMany(static value => value.Words));
        nameMean = Mean(Slot.Name, units.Count(static unit => unit.Object is not null));
        descriptionMean = Mean(Slot.Description, units.Count(static unit => unit.Length(Slot.Description) > 0));
        procedureMean = Mean(Slot.Procedure, units.Count(static unit => unit.Said is not null));
    }

    public IReadOnlyCollection<string> Vocabulary => vocabulary;

    /// <summary>Every hit in order: the object, its score, and which statement helped it.</summary>
    public List<NaiveHit> Search(string text, SearchFilter filter)
    {
        var hits = MatchesOf(text, filter);
        var level = hits.Count == 0 ? 0 : hits.Max(static hit => hit.Matched);
        return
        [
            .. hits.Where(hit => hit.Matched == level)
                .OrderByDescending(static hit => hit.Exact > 0).ThenByDescending(static hit => hit.Found.IsLive).ThenByDescending(static hit => hit.Exact)
                .ThenByDescending(static hit => hit.Score).ThenBy(static hit => hit.Found.Id, StringComparer.Ordinal).ThenBy(static hit => hit.Found.StixId, StringComparer.Ordinal),
        ];
    }

    /// <summary>Every object with so many words of the query, or more.</summary>
    public IEnumerable<AttackObject> SearchAtLeast(string text, SearchFilter filter, int level)
        => MatchesOf(text, filter).Where(hit => hit.Matched >= level).Select(static hit => hit.Found);

    List<NaiveHit> MatchesOf(string text, SearchFilter filter)
    {
        var (elements, _) = SearchIndex.ElementsOf(text, phrase => units.Exists(unit => unit.Values.Exists(value => Occurrences(value, phrase) > 0)));
        var scored = units.ConvertAll(static unit => new Scored(unit));
        for (var i = 0; i < elements.Count; i++)
        {
            ScoreElement(scored, elements[i], i);
        }

        var key = WordReader.KeyOf(text);
        var byObject = scored.Where(static one => one.Unit.Object is not null).ToDictionary(static one => one.Unit.Object!, static one => one);
        var statements = scored.Where(static one => one.Unit.Said is not null && one.Elements != 0)
            .SelectMany(one => new[] { (End: one.Unit.Said!.Source, One: one), (End: one.Unit.Said!.Target, One: one) })
            .ToLookup(static pair => pair.End, static pair => pair.One);
        return
        [
            .. byObject.Values.Select(own => Combine(own, [.. statements[own.Unit.Object!]], key, elements.Count))
                .Where(hit => hit.Matched > 0 && (filter.IncludesDead || hit.Found.IsLive) && Passes(hit.Found, filter)),
        ];
    }

    static NaiveHit Combine(Scored own, List<Scored> statements, string key, int elements)
    {
        var found = own.Unit.Object!;
        var exact = key.Length == 0 ? 0 : WordReader.KeyOf(found.Id) == key ? 3 : WordReader.KeyOf(found.Name) == key ? 2 : found.Aliases.Any(alias => WordReader.KeyOf(alias) == key) ? 1 : 0;
        var best = statements
            .OrderByDescending(one => BitOperations.PopCount((uint)(own.Elements | one.Elements))).ThenByDescending(static one => one.Score).FirstOrDefault();
        var all = exact > 0 ? (1 << elements) - 1 : own.Elements | (best?.Elements ?? 0);
        return new NaiveHit(found, best is null ? own.Score : own.Score + 0.5 * best.Score, BitOperations.PopCount((uint)all), exact, best?.Unit.Said);
    }

    void ScoreElement(List<Scored> scored, QueryElement element, int number)
    {
        var terms = element.IsPhrase ? [] : TermsOf(element);
        var rare = element.IsPhrase
            ? units.Count(unit => unit.Values.Exists(value => Occurrences(value, element) > 0))
            : terms.Any(term => term.Term == element.Words[0]) ? Having(element.Words[0]) : terms.Select(term => Having(term.Term)).DefaultIfEmpty().Max();
        var rarity = ScoreBoard.RarityOf(rare, units.Count);
        foreach (var one in scored)
        {
            var weight = 0.0;
            foreach (var (term, share) in element.IsPhrase ? [(Term: "", Weight: 1.0)] : terms)
            {
                foreach (var slot in one.Unit.Values.GroupBy(static value => value.Slot))
                {
                    var occurrences = slot.Sum(value => element.IsPhrase ? Occurrences(value, element) : value.Words.Count(word => word == term));
                    weight += occurrences == 0 ? 0 : share * ScoreBoard.WeightOf(slot.Key, occurrences, one.Unit.Length(slot.Key) / MeanOf(slot.Key));
                }
            }

            if (weight > 0)
            {
                one.Score += ScoreBoard.ScoreOf(rarity, weight);
                one.Elements |= 1 << number;
            }
        }
    }

    List<(string Term, double Weight)> TermsOf(QueryElement element)
    {
        var word = element.Words[0];
        List<(string, double)> exact = vocabulary.Contains(word) ? [(word, 1)] : [];
        if (!element.TakesBeginnings)
        {
            return exact;
        }

        List<(string, double)> longer =
            [.. vocabulary.Where(term => term.StartsWith(word, StringComparison.Ordinal)).Select(term => (term, term == word ? 1 : QueryElement.BeginningWeightOf(word.Length, term.Length)))];
        return longer.Count > 0
            ? longer
            : [.. vocabulary.Select(term => (Term: term, Errors: Distance(word, term))).Where(near => near.Errors <= QueryElement.ErrorsMaxOf(word)).Select(near => (near.Term, QueryElement.ErrorWeightOf(near.Errors)))];
    }

    /// <summary>Optimal string alignment, as the textbook has it.</summary>
    public static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++)
        {
            for (var j = 0; j <= b.Length; j++)
            {
                d[i, j] = i == 0 ? j : j == 0 ? i
                    : Math.Min(Math.Min(d[i - 1, j], d[i, j - 1]) + 1, d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
                }
            }
        }

        return d[a.Length, b.Length];
    }

    static int Occurrences(Value value, QueryElement phrase)
        => Enumerable.Range(0, value.Words.Count).Count(start => phrase.Words.Select((word, i) => (word, i)).All(one => start + one.i < value.Words.Count
            && (value.Words[start + one.i] == one.word
                || one.i == phrase.Words.Count - 1 && phrase.TakesBeginnings && value.Words[start + one.i].StartsWith(one.word, StringComparison.Ordinal))));

    bool Passes(AttackObject found, SearchFilter filter)
        => (filter.Types.Count == 0 || filter.Types.Contains(ObjectFacets.TypeOf(found), StringComparer.Ordinal))
            && (filter.Platforms.Count == 0 || filter.Platforms.Intersect(found.Platforms, StringComparer.OrdinalIgnoreCase).Any())
            && (filter.Domains.Count == 0 || filter.Domains.Intersect(found.Domains, StringComparer.OrdinalIgnoreCase).Any())
            && (filter.Tactics.Count == 0 || found is Technique technique && technique.Domains.SelectMany(domain => release.TacticsOf(technique, domain)).Intersect(filter.Tactics).Any());

    int Having(string term) => units.Count(unit => unit.Values.Exists(value => value.Words.Contains(term)));

    double Mean(Slot slot, int of) => of == 0 ? 1 : Math.Max(1, (double)units.Sum(unit => unit.Length(slot)) / of);

    double MeanOf(Slot slot) => slot switch
    {
        Slot.Name => nameMean,
        Slot.Description => descriptionMean,
        Slot.Procedure => procedureMean,
        _ => 1,
    };

    static byte[] Utf8(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    sealed record Value(Slot Slot, List<string> Words);

    sealed record Unit(AttackObject? Object, Relationship? Said, List<Value> Values)
    {
        public int Length(Slot slot) => Values.Where(value => value.Slot == slot).Sum(static value => value.Words.Count);
    }

    sealed class Scored(Unit unit)
    {
        public Unit Unit => unit;

        public double Score { get; set; }

        public int Elements { get; set; }
    }
}

/// <summary>A hit as the naive search finds it.</summary>
sealed record NaiveHit(AttackObject Found, double Score, int Matched, int Exact, Relationship? Statement);
