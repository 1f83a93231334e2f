"""What people do to hide a word, what is read instead, and which part of the message a reason quotes."""

import pytest

from bot.text import clean, fold, look

# (the message, a piece of its fold, what somebody would mark in the message for it)
TRICKS = [
    # invisible characters
    ("p\u200ba\u200by me", "pay me", "p\u200ba\u200by me"),
    ("se\u00adnd mo\u2060ney", "send money", "se\u00adnd mo\u2060ney"),
    ("v\ufe0fi\u034fd\u3164e\U000e0065o call", "video", "v\ufe0fi\u034fd\u3164e\U000e0065o"),
    ("\u202esend\u202c money", "send money", "send\u202c money"),
    ("裸\u200b聊", "裸聊", "裸\u200b聊"),
    # forms that are drawn alike
    ("ｐａｙ me", "pay", "ｐａｙ"),
    ("𝓈ℯ𝓃𝒹 𝗺𝗼𝗻𝗲𝘆", "send money", "𝓈ℯ𝓃𝒹 𝗺𝗼𝗻𝗲𝘆"),
    ("ⓢⓔⓝⓓ it", "send", "ⓢⓔⓝⓓ"),
    ("ˢᵉⁿᵈ it", "send", "ˢᵉⁿᵈ"),
    ("ᴘᴀʏ 🅿🅰🆈 🅟🅐🅨", "pay pay pay", "ᴘᴀʏ 🅿🅰🆈 🅟🅐🅨"),
    ("🇸 🇪 🇳 🇩 now", "send", "🇸 🇪 🇳 🇩"),
    ("the ﬁle", "file", "ﬁle"),
    # marks
    ("s̶e̶n̶d̶ ̶m̶o̶n̶e̶y̶!", "send money", "s̶e̶n̶d̶ ̶m̶o̶n̶e̶y̶"),
    ("p\u0301\u0302\u0303a\u0316y me", "pay", "p\u0301\u0302\u0303a\u0316y"),
    ("裸\u0336聊\u0336。", "裸聊", "裸\u0336聊\u0336"),
    ("sénd mönëy", "send money", "sénd mönëy"),
    # other scripts
    ("Seпd mоnеy nоw", "send money now", "Seпd mоnеy nоw"),
    ("SEΝD ΜONEY", "send money", "SEΝD ΜONEY"),
    ("раyраl only", "paypal", "раyраl"),
    ("sеոd it", "send", "sеոd"),
    ("vɪdeɑ", "videa", "vɪdeɑ"),
    ("Скинь дeньги", "деньги", "дeньги"),
    ("Пpишли фoто", "пришли фото", "Пpишли фoто"),
    ("Bидeo", "видео", "Bидeo"),
    ("Στeίλε", "στειλε", "Στeίλε"),
    # digits and signs
    ("I will p0st it", "post", "p0st"),
    ("your v1deo", "video", "v1deo"),
    ("n00ds", "noods", "n00ds"),
    ("s3nd m0ney", "send money", "s3nd m0ney"),
    ("my p!cs", "pics", "p!cs"),
    ("p@y or s3x", "pay or sex", "p@y or s3x"),
    ("$end vide0.", "send video", "$end vide0"),
    ("ki11ed", "killed", "ki11ed"),
    ("y0ur fr!ends", "your friends", "y0ur fr!ends"),
    ("sеn$ual", "sensual", "sеn$ual"),
    # letters apart
    ("now s e n d  m o n e y ok", "send money", "s e n d  m o n e y"),
    ("I p.o.s.t it", "i post it", "I p.o.s.t it"),
    ("p-a-y m.e", "pay me", "p-a-y m.e"),
    ("p*a*y, p_a_y, p~a~y", "pay pay pay", "p*a*y, p_a_y, p~a~y"),
    ("p/a/y now, p•a•y", "pay now, pay", "p/a/y now, p•a•y"),
    ("s...e...n...d", "send", "s...e...n...d"),
    ("д е н ь г и давай", "деньги", "д е н ь г и"),
    ("s\ne\nn\nd", "send", "s\ne\nn\nd"),
    # Chinese
    ("一起裸 聊吧", "裸聊", "裸 聊"),
    ("裸.聊", "裸聊", "裸.聊"),
    ("裸*聊", "裸聊", "裸*聊"),
    ("裸·聊", "裸聊", "裸·聊"),
    ("裸-聊", "裸聊", "裸-聊"),
    ("裸🍑聊", "裸聊", "裸🍑聊"),
    ("裸 👍🏽 🍑 聊", "裸聊", "裸 👍🏽 🍑 聊"),
    ("敲 诈 視頻 轉 錢", "敲诈视频转钱", "敲 诈 視頻 轉 錢"),
    ("發給你的家人", "发给你的家人", "發給你的家人"),
    # stretching and nesting
    ("pleaseeee sooo sad", "please so sad", "pleaseeee sooo sad"),
    ("p\u200b.а.y", "pay", "p\u200b.а.y"),
    ("ｐ0ｓｔ", "post", "ｐ0ｓｔ"),
    ("I’ll don`t you´re", "ill dont youre", "I’ll don`t you´re"),
]


@pytest.mark.parametrize(("message", "piece", "marked"), TRICKS)
def test_a_trick_is_undone_and_quoted(message, piece, marked):
    view = look(message).fold
    at = view.text.find(piece)
    assert at >= 0, view.text
    start, end = view.span(at, at + len(piece))
    assert message[start:end] == marked


CLEAN = [
    ("Send $500 to @Bob123\nby 5PM", "Send $500 to @Bob123\nby 5PM"),
    ("ＵＳＤＴ：ＴＱｎ９", "USDT:TQn9"),
    ("bc1q\u200bxy2k", "bc1qxy2k"),
    ("Pay\t500\r\nnow\rplease\u2028ok", "Pay 500\nnow\nplease\nok"),
    ("\x00a\x07b\x7f\ud800c", "abc"),
    ("🅿🅰🆈 ᴘᴀʏ 🇺🇸", "PAY pay 🇺🇸"),
    ("h𝐓𝐓𝐩s://e𝐱ample.com", "hTTps://example.com"),
    ("it´s", "it's"),
    ("a\u2800b\u3000c\u00a0d", "a b c d"),
    ("می\u200cخواهم \u200cx", "می\u200cخواهم x"),
    ("क्\u200dष k\u200dk", "क्\u200dष kk"),
    ("1\ufe0f\u20e3 👨\u200d👩", "1\u20e3 👨👩"),
]


@pytest.mark.parametrize(("message", "expected"), CLEAN)
def test_clean_keeps_the_shape_of_things(message, expected):
    assert clean(message) == expected


SENTENCES = [
    ("wait... what", "wait, what"),
    ("wait… what", "wait, what"),
    ("我……你", "我,你"),
    ("one\ntwo", "one two"),
    ("one.\ntwo", "one.\ntwo"),
    ("one!  \n\n two", "one!\ntwo"),
    ("one\n \n\ntwo", "one\n\ntwo"),  # not one break: that would be read as a space when folded again
    ("你好\n再见", "你好\n再见"),
    ("ok\n你好", "ok\n你好"),
    ("  a   b  \n", "a b"),
    ("你好，我是小王。走吧！去吗？一：二；三", "你好,我是小王。走吧!去吗?一:二;三"),
    ("", ""),
    ("\u200b \n", ""),
]


@pytest.mark.parametrize(("message", "expected"), SENTENCES)
def test_sentences_keep_their_ends(message, expected):
    assert fold(message) == expected
