using System.Globalization;
using SpectraPipeline.Core;

namespace SpectraPipeline.Stages.Exafs;

/// <summary>Reads expressions by recursive descent: + - below * / below unary minus below ^, which binds to the right.</summary>
internal sealed class ExpressionParser
{
    // Deeper than this nobody writes, and the stack of the program is finite.
    private const int Deepest = 64;

    private readonly string _text;
    private readonly List<Instruction> _instructions = [];
    private int _at;
    private int _depth;

    private ExpressionParser(string text) => _text = text;

    /// <summary>Reads a whole text.</summary>
    /// <exception cref="ExpressionException">It is no expression.</exception>
    public static Expression Parse(string text)
    {
        var parser = new ExpressionParser(text);
        parser.Sum();
        if (parser.Peek() is not '\0')
            throw parser.Unexpected("an operator (+ - * / ^) or the end");
        return new Expression(text.Trim(), parser._instructions);
    }

    private void Sum()
    {
        if (++_depth > Deepest)
            throw new ExpressionException(_at, "is nested too deep.");
        Product();
        while (Peek() is ('+' or '-') and var sign)
        {
            int offset = _at++;
            Product();
            Emit(sign == '+' ? Operation.Add : Operation.Subtract, offset);
        }
        _depth--;
    }

    private void Product()
    {
        Unary();
        while (Peek() is ('*' or '/') and var sign)
        {
            int offset = _at++;
            Unary();
            Emit(sign == '*' ? Operation.Multiply : Operation.Divide, offset);
        }
    }

    private void Unary()
    {
        int signs = 0;
        int offset = _at;
        for (; Peek() is ('+' or '-') and var sign; _at++)
            signs += sign == '-' ? 1 : 0;
        Power();
        if (signs % 2 == 1)
            Emit(Operation.Negate, offset);
    }

    private void Power()
    {
        Primary();
        bool isPower = Peek() == '^';
        // As Larch writes it.
        bool isDouble = !isPower && Peek() == '*' && _at + 1 < _text.Length && _text[_at + 1] == '*';
        if (!isPower && !isDouble)
            return;
        int offset = _at;
        _at += isDouble ? 2 : 1;
        if (++_depth > Deepest)
            throw new ExpressionException(_at, "is nested too deep.");
        Unary();
        _depth--;
        Emit(Operation.Power, offset);
    }

    private void Primary()
    {
        char next = Peek();
        if (next == '(')
        {
            _at++;
            Sum();
            Expect(')', "')'");
        }
        else if (char.IsAsciiDigit(next) || next == '.')
            Number();
        else if (char.IsAsciiLetter(next) || next == '_')
            NameOrCall();
        else
            throw Unexpected("a number, a name or '('");
    }

    private void Number()
    {
        int start = _at;
        while (_at < _text.Length && (char.IsAsciiDigit(_text[_at]) || _text[_at] == '.'))
            _at++;
        if (_at < _text.Length && _text[_at] is 'e' or 'E')
        {
            int digits = _at + 1 < _text.Length && _text[_at + 1] is '+' or '-' ? _at + 2 : _at + 1;
            if (digits < _text.Length && char.IsAsciiDigit(_text[digits]))
                for (_at = digits; _at < _text.Length && char.IsAsciiDigit(_text[_at]); )
                    _at++;
        }
        string number = _text[start.._at];
        if (!double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) || !double.IsFinite(value))
            throw new ExpressionException(start, $"'{number}' is not a number.");
        _instructions.Add(new(Operation.Number, value, "", start));
    }

    private void NameOrCall()
    {
        int start = _at;
        while (_at < _text.Length && (char.IsAsciiLetterOrDigit(_text[_at]) || _text[_at] == '_'))
            _at++;
        string name = _text[start.._at];
        if (Peek() != '(')
        {
            if (Expression.Functions.TryGetValue(name, out var known))
                throw new ExpressionException(
                    start,
                    $"{name} is a function of {known.Arguments}: {name}({(known.Arguments == 1 ? "x" : "a, b")})."
                );
            _instructions.Add(new(Operation.Name, 0, name, start));
            return;
        }
        if (!Expression.Functions.TryGetValue(name, out var function))
            throw new ExpressionException(start, $"there is no function '{name}'.{Suggestion.For(name, Expression.Functions.Keys)}");
        _at++;
        for (int argument = 1; argument <= function.Arguments; argument++)
        {
            Sum();
            if (argument < function.Arguments)
                Expect(',', $"',' ({name} takes {function.Arguments} arguments)");
        }
        if (Peek() == ',')
            throw new ExpressionException(_at, $"{name} takes {function.Arguments} argument{(function.Arguments == 1 ? "" : "s")}.");
        Expect(')', "')'");
        Emit(function.Operation, start);
    }

    private void Emit(Operation operation, int offset) => _instructions.Add(new(operation, 0, "", offset));

    private char Peek()
    {
        while (_at < _text.Length && char.IsWhiteSpace(_text[_at]))
            _at++;
        return _at < _text.Length ? _text[_at] : '\0';
    }

    private void Expect(char wanted, string words)
    {
        if (Peek() != wanted)
            throw Unexpected(words);
        _at++;
    }

    private ExpressionException Unexpected(string wanted) =>
        new(_at, _at < _text.Length ? $"expected {wanted}, found '{_text[_at]}'." : $"expected {wanted}, but it ends there.");
}

/// <summary>A text that is no expression.</summary>
/// <param name="offset">Where, from 0.</param>
/// <param name="message">What is wrong.</param>
internal sealed class ExpressionException(int offset, string message) : Exception(message)
{
    /// <summary>Where in the text, from 0.</summary>
    public int Offset { get; } = offset;
}
