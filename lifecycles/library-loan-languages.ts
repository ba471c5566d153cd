/** What a library's borrower reads of a loan who reads English or Chinese. Texts beside the Chinese ones are in English, which carriers take. */
import type { TemplateVariant } from '#libs/lifecycle/definition.js';

type Variants = Readonly<Record<string, TemplateVariant>>;

export const english: Variants = {
  LOAN_STARTED: {
    body: `[Library loan]
Dear #{이름}, you have borrowed a book.

▶ Title: #{책제목}
▶ Due date: #{반납예정일}

Please return it by the due date.
Thank you for using the library.`,
    fallback: { subject: 'Library loan', text: '[#{기관명}] You borrowed "#{책제목}". Due: #{반납예정일}' },
  },
  LOAN_STARTED_MANY: {
    body: `[Library loan]
Dear #{이름}, you have borrowed several books.

▶ Titles: #{책제목} and #{나머지} more

Due dates may differ from book to book. Please check your list of loans and return each book in time.
Thank you for using the library.`,
    buttons: ['View my loans'],
    fallback: { subject: 'Library loan', text: '[#{기관명}] You borrowed "#{책제목}" and #{나머지} more.' },
  },
  LOAN_DUE_SOON: {
    body: `[Due date approaching]
Dear #{이름}, the due date of your loan is approaching.

▶ Title: #{책제목}
▶ Due date: #{반납예정일}

If you need more time, you can ask for a renewal before the due date. Books reserved by another reader cannot be renewed.`,
    buttons: ['Ask to renew'],
    fallback: { subject: 'Due date approaching', text: '[#{기관명}] "#{책제목}" is due on #{반납예정일}.' },
  },
  LOAN_DUE_SOON_MANY: {
    body: `[Due date approaching]
Dear #{이름}, the due date of your loans is approaching.

▶ Titles: #{책제목} and #{나머지} more
▶ Due date: #{반납예정일}

If you need more time, you can ask for a renewal of each book in your list of loans. Books reserved by another reader cannot be renewed.`,
    buttons: ['View my loans'],
    fallback: {
      subject: 'Due date approaching',
      text: '[#{기관명}] "#{책제목}" and #{나머지} more are due on #{반납예정일}.',
    },
  },
  LOAN_DUE_TODAY: {
    body: `[Due today]
Dear #{이름}, your loan is due today.

▶ Title: #{책제목}
▶ Due date: #{반납예정일}

Please return the book today. If you have returned it already, thank you.`,
    buttons: ['Ask to renew'],
    fallback: { subject: 'Due today', text: '[#{기관명}] "#{책제목}" is due today. Please return it.' },
  },
  LOAN_DUE_TODAY_MANY: {
    body: `[Due today]
Dear #{이름}, your loans are due today.

▶ Titles: #{책제목} and #{나머지} more
▶ Due date: #{반납예정일}

Please return the books today. If you have returned them already, thank you.`,
    buttons: ['View my loans'],
    fallback: { subject: 'Due today', text: '[#{기관명}] "#{책제목}" and #{나머지} more are due today.' },
  },
  LOAN_OVERDUE: {
    body: `[Overdue book]
Dear #{이름}, the due date of your loan has passed.

▶ Title: #{책제목}
▶ Due date: #{반납예정일}

Other readers are waiting, so please return the book as soon as possible. You may be unable to borrow while a book is overdue.
If you have returned it already, please tell the library.`,
    fallback: { subject: 'Overdue book', text: '[#{기관명}] "#{책제목}" is overdue. Please return it soon.' },
  },
  LOAN_OVERDUE_MANY: {
    body: `[Overdue books]
Dear #{이름}, the due date of your loans has passed.

▶ Titles: #{책제목} and #{나머지} more

Other readers are waiting, so please return the books as soon as possible. You may be unable to borrow while a book is overdue.
If you have returned them already, please tell the library.`,
    buttons: ['View my loans'],
    fallback: { subject: 'Overdue books', text: '[#{기관명}] "#{책제목}" and #{나머지} more are overdue.' },
  },
  LOAN_EXT_REQUESTED: {
    body: `[Renewal request received]
Dear #{이름}, we have received your request to renew a loan.

▶ Title: #{책제목}
▶ Present due date: #{반납예정일}

We will let you know the result. Until then the due date stays as it is.`,
    fallback: {
      subject: 'Renewal request received',
      text: '[#{기관명}] Renewal of "#{책제목}" requested. The result will follow.',
    },
  },
  LOAN_EXTENDED: {
    body: `[Loan renewed]
Dear #{이름}, your loan has been renewed.

▶ Title: #{책제목}
▶ New due date: #{반납예정일}

Please return the book by the new date.`,
    fallback: { subject: 'Loan renewed', text: '[#{기관명}] "#{책제목}" renewed. New due date: #{반납예정일}' },
  },
  LOAN_EXT_REFUSED: {
    body: `[Loan not renewed]
Dear #{이름}, we are sorry that your loan cannot be renewed.

▶ Title: #{책제목}
▶ Reason: #{사유}
▶ Due date: #{반납예정일}

The due date has not changed. Thank you for your understanding.`,
    fallback: {
      subject: 'Loan not renewed',
      text: '[#{기관명}] "#{책제목}" cannot be renewed (#{사유}). The due date is unchanged.',
    },
  },
  LOAN_RETURNED: {
    body: `[Book returned]
Dear #{이름}, your book has been returned.

▶ Title: #{책제목}

Thank you for using the library.`,
    fallback: { subject: 'Book returned', text: '[#{기관명}] "#{책제목}" has been returned. Thank you.' },
  },
  LOAN_RETURNED_MANY: {
    body: `[Books returned]
Dear #{이름}, your books have been returned.

▶ Titles: #{책제목} and #{나머지} more

Thank you for using the library.`,
    fallback: {
      subject: 'Books returned',
      text: '[#{기관명}] "#{책제목}" and #{나머지} more have been returned. Thank you.',
    },
  },
  LOAN_LOST: {
    body: `[Lost book]
Dear #{이름}, the loss of a book that you borrowed has been registered.

▶ Title: #{책제목}

The library will tell you separately how to replace it. If you find the book, please let the library know.`,
    fallback: {
      subject: 'Lost book',
      text: '[#{기관명}] Loss of "#{책제목}" registered. We will tell you what to do.',
    },
  },
  LOAN_DAMAGED: {
    body: `[Damaged book]
Dear #{이름}, damage was found in a book that you borrowed.

▶ Title: #{책제목}

The library will tell you separately what happens next. If you have any questions, please ask the library.`,
    fallback: {
      subject: 'Damaged book',
      text: '[#{기관명}] Damage found in "#{책제목}". We will tell you what to do.',
    },
  },
  LOAN_DISPUTED: {
    body: `[Checking your return]
Dear #{이름}, you have told us that the book below was returned already.

▶ Title: #{책제목}

While we check, you will receive no reminders. We will let you know the result.`,
    fallback: {
      subject: 'Checking your return',
      text: '[#{기관명}] We are checking whether "#{책제목}" was returned.',
    },
  },
  LOAN_NOT_RETURNED: {
    body: `[Result of our check]
Dear #{이름}, we have checked, and the book below does not seem to have been returned yet.

▶ Title: #{책제목}
▶ Due date: #{반납예정일}

Please have another look for it. If you have any questions, please ask the library.`,
    fallback: {
      subject: 'Result of our check',
      text: '[#{기관명}] We checked: "#{책제목}" has not been returned yet.',
    },
  },
  LOAN_CORRECTED: {
    body: `[Correction]
Dear #{이름}, our earlier message about your loan contained a mistake. We apologise for the confusion.

▶ Title: #{책제목}
▶ Due date: #{반납예정일}

The details above are correct.`,
    fallback: { subject: 'Correction', text: '[#{기관명}] Correction: "#{책제목}" is due on #{반납예정일}.' },
  },
};

/** Carriers do not know simplified characters. */
const fallback = { in: 'en' } as const;

export const chinese: Variants = {
  LOAN_STARTED: {
    body: `[图书借阅通知]
#{이름}，您好。您已成功借阅图书。

▶ 书名：#{책제목}
▶ 应还日期：#{반납예정일}

请在应还日期之前归还。
感谢您使用图书馆。`,
    fallback,
  },
  LOAN_STARTED_MANY: {
    body: `[图书借阅通知]
#{이름}，您好。您已成功借阅多册图书。

▶ 书名：#{책제목} 等（另有#{나머지}册）

每册图书的应还日期可能不同，请在借阅清单中确认并按期归还。
感谢您使用图书馆。`,
    buttons: ['查看借阅清单'],
    fallback,
  },
  LOAN_DUE_SOON: {
    body: `[图书即将到期通知]
#{이름}，您好。您借阅的图书即将到期。

▶ 书名：#{책제목}
▶ 应还日期：#{반납예정일}

如需继续阅读，请在应还日期之前申请续借。已被其他读者预约的图书不能续借。`,
    buttons: ['申请续借'],
    fallback,
  },
  LOAN_DUE_SOON_MANY: {
    body: `[图书即将到期通知]
#{이름}，您好。您借阅的图书即将到期。

▶ 书名：#{책제목} 等（另有#{나머지}册）
▶ 应还日期：#{반납예정일}

如需继续阅读，请在借阅清单中逐册申请续借。已被其他读者预约的图书不能续借。`,
    buttons: ['查看借阅清单'],
    fallback,
  },
  LOAN_DUE_TODAY: {
    body: `[图书今日到期通知]
#{이름}，您好。您借阅的图书今天到期。

▶ 书名：#{책제목}
▶ 应还日期：#{반납예정일}

请于今日归还。如您已归还，谢谢您的配合。`,
    buttons: ['申请续借'],
    fallback,
  },
  LOAN_DUE_TODAY_MANY: {
    body: `[图书今日到期通知]
#{이름}，您好。您借阅的图书今天到期。

▶ 书名：#{책제목} 等（另有#{나머지}册）
▶ 应还日期：#{반납예정일}

请于今日归还。如您已归还，谢谢您的配合。`,
    buttons: ['查看借阅清单'],
    fallback,
  },
  LOAN_OVERDUE: {
    body: `[图书逾期通知]
#{이름}，您好。您借阅的图书已超过应还日期。

▶ 书名：#{책제목}
▶ 应还日期：#{반납예정일}

其他读者正在等候，请尽快归还。逾期期间可能无法借阅图书。
如您已归还，请告知图书馆。`,
    fallback,
  },
  LOAN_OVERDUE_MANY: {
    body: `[图书逾期通知]
#{이름}，您好。您借阅的图书已超过应还日期。

▶ 书名：#{책제목} 等（另有#{나머지}册）

其他读者正在等候，请尽快归还。逾期期间可能无法借阅图书。
如您已归还，请告知图书馆。`,
    buttons: ['查看借阅清单'],
    fallback,
  },
  LOAN_EXT_REQUESTED: {
    body: `[续借申请已受理]
#{이름}，您好。您的续借申请已受理。

▶ 书名：#{책제목}
▶ 目前应还日期：#{반납예정일}

处理结果将另行通知。在此之前应还日期不变。`,
    fallback,
  },
  LOAN_EXTENDED: {
    body: `[续借成功通知]
#{이름}，您好。您的借阅期限已延长。

▶ 书名：#{책제목}
▶ 新的应还日期：#{반납예정일}

请在新的应还日期之前归还。`,
    fallback,
  },
  LOAN_EXT_REFUSED: {
    body: `[无法续借通知]
#{이름}，您好。很抱歉，您申请的图书无法续借。

▶ 书名：#{책제목}
▶ 原因：#{사유}
▶ 应还日期：#{반납예정일}

应还日期不变。敬请谅解。`,
    fallback,
  },
  LOAN_RETURNED: {
    body: `[图书归还通知]
#{이름}，您好。您的图书已归还。

▶ 书名：#{책제목}

感谢您使用图书馆。`,
    fallback,
  },
  LOAN_RETURNED_MANY: {
    body: `[图书归还通知]
#{이름}，您好。您的图书已归还。

▶ 书名：#{책제목} 等（另有#{나머지}册）

感谢您使用图书馆。`,
    fallback,
  },
  LOAN_LOST: {
    body: `[图书遗失登记通知]
#{이름}，您好。您借阅的图书已登记为遗失。

▶ 书名：#{책제목}

赔偿方法由图书馆另行通知。如您找到图书，请告知图书馆。`,
    fallback,
  },
  LOAN_DAMAGED: {
    body: `[图书破损确认通知]
#{이름}，您好。您借阅的图书经确认有破损。

▶ 书名：#{책제목}

处理方法由图书馆另行通知。如有疑问，请咨询图书馆。`,
    fallback,
  },
  LOAN_DISPUTED: {
    body: `[归还核实申请已受理]
#{이름}，您好。您提出图书已经归还，我们正在核实。

▶ 书名：#{책제목}

核实期间不会发送催还通知。结果将另行通知。`,
    fallback,
  },
  LOAN_NOT_RETURNED: {
    body: `[归还核实结果通知]
#{이름}，您好。经核实，您借阅的图书尚未归还。

▶ 书名：#{책제목}
▶ 应还日期：#{반납예정일}

烦请您再次查找。如有疑问，请咨询图书馆。`,
    fallback,
  },
  LOAN_CORRECTED: {
    body: `[更正通知]
#{이름}，您好。此前发送的借阅通知内容有误，现予以更正。给您带来不便，深表歉意。

▶ 书名：#{책제목}
▶ 应还日期：#{반납예정일}

请以上述内容为准。`,
    fallback,
  },
};
