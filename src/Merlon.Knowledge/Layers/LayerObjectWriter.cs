using System.Text.Json;

namespace Merlon.Layers;

/// <summary>
/// Writes one JSON object: the fields that the model knows, each replaced by what the file said where its value could not
/// be used, then the fields that the format does not know.
/// </summary>
sealed class LayerObjectWriter
{
    readonly IReadOnlyList<LayerField> others;
    readonly bool[] written;

    public LayerObjectWriter(Utf8JsonWriter json, IReadOnlyList<LayerField> others)
    {
        Json = json;
        this.others = others;
        written = others.Count == 0 ? [] : new bool[others.Count];
        json.WriteStartObject();
    }

    public Utf8JsonWriter Json { get; }

    public void Text(string key, string value)
    {
        if (!IsKept(key))
        {
            Json.WriteString(key, LayerJson.Whole(value));
        }
    }

    public void Flag(string key, bool value)
    {
        if (!IsKept(key))
        {
            Json.WriteBoolean(key, value);
        }
    }

    public void Number(string key, double value)
    {
        if (!IsKept(key))
        {
            Json.WriteNumber(key, value);
        }
    }

    public void Texts(string key, IReadOnlyList<string> values)
    {
        if (IsKept(key))
        {
            return;
        }

        Json.WriteStartArray(key);
        foreach (var value in values)
        {
            Json.WriteStringValue(LayerJson.Whole(value));
        }

        Json.WriteEndArray();
    }

    public void List<T>(string key, IReadOnlyList<T> values, Action<Utf8JsonWriter, T> write)
    {
        if (IsKept(key))
        {
            return;
        }

        Json.WriteStartArray(key);
        foreach (var value in values)
        {
            write(Json, value);
        }

        Json.WriteEndArray();
    }

    /// <summary>Writes the key of an object that the caller writes next; false when what the file said was written instead.</summary>
    public bool Open(string key)
    {
        if (IsKept(key))
        {
            return false;
        }

        Json.WritePropertyName(key);
        return true;
    }

    public void Close()
    {
        for (var i = 0; i < others.Count; i++)
        {
            if (!written[i])
            {
                WriteOther(i);
            }
        }

        Json.WriteEndObject();
    }

    bool IsKept(string key)
    {
        for (var i = 0; i < others.Count; i++)
        {
            if (!written[i] && string.Equals(others[i].Name, key, StringComparison.Ordinal))
            {
                WriteOther(i);
                return true;
            }
        }

        return false;
    }

    void WriteOther(int index)
    {
        written[index] = true;
        Json.WritePropertyName(LayerJson.Whole(others[index].Name));
        Json.WriteRawValue(others[index].Json);
    }
}
